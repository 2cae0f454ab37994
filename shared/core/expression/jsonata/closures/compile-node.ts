import type { ExpressionAst, NameNode } from '../ast.ts';
import { compileApply, compileCall } from './call.ts';
import { compileArray, compileBind, compileBlock, compileCondition } from './construct.ts';
import { leave, type Closure, type CompiledNode, type NodeCompiler } from './evaluation.ts';
import { compileFilter } from './filter.ts';
import { compileGroup } from './group.ts';
import { compileBinary, compileNegate } from './operators.ts';
import { compilePath } from './path.ts';
import type { Scope } from './scope.ts';
import { isList, isRecord, readerOf, selectFromList, settlerOf } from './values.ts';
import { compileVariable } from './variable.ts';

/** Makes closures of nodes, children first. Leaves for a node that closures do not cover. */
export const nodeCompiler: NodeCompiler<Scope> = {
  compile: (node, scope) => compileWhole(node, scope.isTail ? { ...scope, isTail: false } : scope),
  compileTail: (node, scope) => compileWhole(node, scope),
};

/** The node itself, then what filters and groups it. In tail position the engine treats these in ways of its own. */
function compileWhole(node: ExpressionAst, scope: Scope): CompiledNode {
  const isFiltered = node.predicate !== undefined;
  const isGrouped = node.group !== undefined && node.kind !== 'path';
  if (scope.isTail && (isFiltered || isGrouped || node.keepArray !== undefined)) {
    if (node.kind === 'call' || node.kind === 'block' || node.kind === 'condition') return leave();
  }
  const own = compileOwn(node, scope);
  if (!isFiltered && !isGrouped) return own;
  const filters = (node.predicate ?? []).map((stage) => compileFilter(stage, scope, nodeCompiler));
  const group = isGrouped && node.group !== undefined ? compileGroup(node.group.pairs, scope, nodeCompiler) : undefined;
  const settle = settlerOf(node);
  const closure: Closure = (evaluation, context) => {
    let value = own.evaluate(evaluation, context);
    for (const filter of filters) value = filter.apply(evaluation, value);
    return group === undefined ? settle(value) : group.apply(evaluation, value);
  };
  const depth = Math.max(own.depth, ...filters.map((filter) => 1 + filter.depth), 1 + (group?.depth ?? 0));
  return { evaluate: closure, cost: own.cost + (group?.cost ?? 0), depth };
}

function compileOwn(node: ExpressionAst, scope: Scope): CompiledNode {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'value':
      return literal(node.value);
    case 'variable':
      return compileVariable(node, scope);
    case 'name':
      return compileName(node);
    case 'path':
      return compilePath(node, scope, nodeCompiler);
    case 'binary':
      return compileBinary(node, scope, nodeCompiler);
    case 'negate':
      return compileNegate(node, scope, nodeCompiler);
    case 'array':
      return compileArray(node, scope, nodeCompiler);
    case 'object': {
      const { apply, cost, depth } = compileGroup(node.pairs, scope, nodeCompiler);
      return { evaluate: apply, cost: cost + 1, depth: depth + 1 };
    }
    default:
      return compileStatement(node, scope);
  }
}

function compileStatement(node: ExpressionAst, scope: Scope): CompiledNode {
  switch (node.kind) {
    case 'condition':
      return compileCondition(node, scope, nodeCompiler);
    case 'block':
      return compileBlock(node, scope, nodeCompiler);
    case 'bind':
      return compileBind(node, scope, nodeCompiler);
    case 'call':
      return compileCall(node, scope, nodeCompiler);
    case 'apply':
      return compileApply(node, scope, nodeCompiler);
    default:
      return leave();
  }
}

function literal(value: string | number | boolean | null): CompiledNode {
  return { evaluate: () => value, cost: 1, depth: 1 };
}

/** A step of a path: a field of the context. */
function compileName(node: NameNode): CompiledNode {
  const read = readerOf(node.value);
  const settle = settlerOf(node);
  const closure: Closure = (evaluation, context) => {
    if (isRecord(context)) return settle(read(context));
    return isList(context) ? settle(selectFromList(evaluation, context, read)) : undefined;
  };
  return { evaluate: closure, cost: 1.3, depth: 1 };
}
