import type { ArrayNode, BindNode, BlockNode, ConditionNode, ExpressionAst } from '../ast.ts';
import { charge, deepest, leave, totalCost, UNBOUND, type Closure, type CompiledNode, type Evaluation, type NodeCompiler } from './evaluation.ts';
import { openScope, type Scope } from './scope.ts';
import { isList, truthOf } from './values.ts';

/** Makes a closure of `[…]`: what items give is joined; only an item that is an array constructor itself stays nested. */
export function compileArray(node: ArrayNode, scope: Scope, compiler: NodeCompiler<Scope>): CompiledNode {
  const items = node.items.map((item) => ({ isNested: item.kind === 'array', ...compiler.compile(item, scope) }));
  const closure: Closure = (evaluation, context) => {
    const result: unknown[] = [];
    for (const { isNested, evaluate } of items) {
      const value = evaluate(evaluation, context);
      if (value === undefined) continue;
      if (isNested || !isList(value)) result.push(value);
      else for (const part of value) result.push(part);
      if (result.length > 16) charge(evaluation, result.length / 8);
    }
    if (result.length > evaluation.itemsMax) leave();
    return result;
  };
  return { evaluate: closure, cost: 1 + totalCost(items) + items.length * 2, depth: 1 + deepest(items) };
}

/** Makes a closure of `condition ? then : else`. The last expression of a function's body stands in tail position: so do both branches. */
export function compileCondition(node: ConditionNode, scope: Scope, compiler: NodeCompiler<Scope>): CompiledNode {
  const condition = compiler.compile(node.condition, scope);
  const then = compiler.compileTail(node.then, scope);
  const otherwise = node.else && compiler.compileTail(node.else, scope);
  const branches = otherwise === undefined ? [then] : [then, otherwise];
  const closure: Closure = (evaluation, context) => {
    if (truthOf(condition.evaluate(evaluation, context))) return then.evaluate(evaluation, context);
    return otherwise?.evaluate(evaluation, context);
  };
  return { evaluate: closure, cost: 1 + condition.cost + Math.max(...branches.map(({ cost }) => cost)), depth: 1 + Math.max(condition.depth, deepest(branches)) };
}

/** Makes a closure of `(a; b; c)`. A function that it binds to a name is no value here: it can only be called. */
export function compileBlock(node: BlockNode, outer: Scope, compiler: NodeCompiler<Scope>): CompiledNode {
  const scope = openScope({ outer, statements: node.expressions, isTail: outer.isTail });
  const last = node.expressions.length - 1;
  const statements = node.expressions.map((statement, index) => {
    if (index === last) return compiler.compileTail(statement, scope);
    return statement.kind === 'bind' && scope.functions.has(statement.name) ? defineFunction(statement, scope) : compiler.compile(statement, scope);
  });
  const frame = [...scope.slots.values()];
  const closure: Closure = (evaluation, context) => {
    for (const slot of frame) evaluation.locals[slot] = UNBOUND;
    let value: unknown;
    for (const { evaluate } of statements) value = evaluate(evaluation, context);
    return value;
  };
  const [only] = statements;
  const isPlain = statements.length === 1 && frame.length === 0 && only !== undefined;
  return { evaluate: isPlain ? only.evaluate : closure, cost: 1 + totalCost(statements), depth: 1 + deepest(statements) };
}

/** The slot of a function holds the context of its definition: that is what its body sees. */
function defineFunction(node: BindNode, scope: Scope): CompiledNode {
  const slot = scope.slots.get(node.name);
  if (slot === undefined || isMarked(node)) return leave();
  return { evaluate: (evaluation, context) => bind(evaluation, slot, context), cost: 2, depth: 2 };
}

/** Makes a closure of `$name := value`. */
export function compileBind(node: BindNode, scope: Scope, compiler: NodeCompiler<Scope>): CompiledNode {
  const slot = nearestSlot(scope, node.name);
  const { evaluate, cost, depth } = compiler.compile(node.value, scope);
  return { evaluate: (evaluation, context) => bind(evaluation, slot, evaluate(evaluation, context)), cost: cost + 1, depth: depth + 1 };
}

function nearestSlot(scope: Scope, name: string): number {
  return scope.slots.get(name) ?? leave();
}

function bind(evaluation: Evaluation, slot: number, value: unknown): unknown {
  evaluation.locals[slot] = value;
  return value;
}

function isMarked(node: ExpressionAst): boolean {
  return node.predicate !== undefined || node.group !== undefined;
}
