import { assert } from '../../kernel/assert.ts';
import type { BinaryOperator, ExpressionAst, FilterStage, GroupClause, ObjectPair, PathStep, SortTerm, Stage } from './ast.ts';
import { ExpressionFault } from './expression-fault.ts';
import { SIGNATURE_QUANTIFIERS_MAX } from './limits.ts';
import type { EngineNode, RegexLiteral } from './vendor/jsonata.mjs';

/** What the engine's processed tree holds, by name; which of them is there depends on `type`. The one cast is in {@link open}. */
interface OpenNode {
  readonly type: string;
  readonly value: string;
  readonly position?: number;
  readonly keepArray?: boolean;
  readonly predicate?: readonly OpenStage[];
  readonly stages?: readonly OpenStage[];
  readonly group?: { readonly lhs: readonly (readonly [EngineNode, EngineNode])[] };
  readonly focus?: string;
  readonly index?: string;
  readonly thunk?: boolean;
  readonly steps: readonly EngineNode[];
  readonly terms: readonly { readonly descending: boolean; readonly expression: EngineNode }[];
  readonly lhs: EngineNode & readonly (readonly [EngineNode, EngineNode])[];
  readonly rhs: EngineNode;
  readonly expression: EngineNode;
  readonly expressions: readonly EngineNode[];
  readonly condition: EngineNode;
  readonly then: EngineNode;
  readonly else?: EngineNode;
  readonly procedure: EngineNode;
  readonly arguments: readonly EngineNode[];
  readonly signature?: { readonly definition: string };
  readonly body: EngineNode;
  readonly pattern: EngineNode;
  readonly update: EngineNode;
  readonly delete?: EngineNode;
}

interface OpenStage {
  readonly type: 'filter' | 'index';
  readonly expr: EngineNode;
  readonly value: string;
}

/**
 * Turns the engine's processed tree into ours. Throws {@link ExpressionFault} for what this system does not take: `$eval`, binding the
 * context, function signatures that cost too much to match.
 */
export function toExpressionAst(node: EngineNode): ExpressionAst {
  const source = open(node);
  if (source.type === 'lambda' && source.thunk === true) return toExpressionAst(source.body);
  const own = toOwnParts(source);
  const keepsArray = source.keepArray === true && !(own.kind === 'path' && own.steps.some((step) => step.node.keepArray === true));
  // A path that starts in a marked name is marked by the engine as well; that says nothing more.
  return {
    ...own,
    ...(source.position !== undefined && { position: source.position }),
    ...(keepsArray && { keepArray: true as const }),
    ...(source.predicate && { predicate: source.predicate.map(toFilter) }),
    ...(source.group && { group: toGroup(source.group) }),
  };
}

function open(node: EngineNode): OpenNode {
  return node as unknown as OpenNode;
}

function refuse(code: string, node: OpenNode): never {
  throw new ExpressionFault(code, { position: node.position ?? 0 });
}

function toOwnParts(node: OpenNode): ExpressionAst {
  switch (node.type) {
    case 'string':
    case 'name':
      return { kind: node.type, value: node.value };
    case 'number':
    case 'value':
    case 'regex':
      return toLiteral(node.type, node.value);
    case 'variable':
      return node.value === 'eval' ? refuse('U0201', node) : { kind: 'variable', name: node.value };
    case 'wildcard':
    case 'descendant':
    case 'parent':
      return { kind: node.type };
    case 'operator':
      return { kind: 'placeholder' };
    case 'path':
      return { kind: 'path', steps: node.steps.map(toStep) };
    case 'sort':
      return { kind: 'sort', terms: node.terms.map((term): SortTerm => ({ descending: term.descending, expression: toExpressionAst(term.expression) })) };
    case 'unary':
      return toUnary(node);
    case 'block':
      return { kind: 'block', expressions: node.expressions.map(toExpressionAst) };
    default:
      return toCompound(node);
  }
}

function toLiteral(type: 'number' | 'value' | 'regex', value: unknown): ExpressionAst {
  switch (type) {
    case 'number':
      return { kind: 'number', value: value as number };
    case 'value':
      return { kind: 'value', value: value as boolean | null };
    default: {
      const { pattern, flags } = value as RegexLiteral;
      return { kind: 'regex', pattern, flags };
    }
  }
}

function toCompound(node: OpenNode): ExpressionAst {
  switch (node.type) {
    case 'binary':
      return { kind: 'binary', operator: parseOperator(node.value), lhs: toExpressionAst(node.lhs), rhs: toExpressionAst(node.rhs) };
    case 'apply':
      return { kind: 'apply', lhs: toExpressionAst(node.lhs), rhs: toExpressionAst(node.rhs) };
    case 'condition': {
      const branches = { condition: toExpressionAst(node.condition), then: toExpressionAst(node.then) };
      return { kind: 'condition', ...branches, ...(node.else && { else: toExpressionAst(node.else) }) };
    }
    case 'bind':
      return { kind: 'bind', name: boundName(open(node.lhs)), value: toExpressionAst(node.rhs) };
    case 'function':
      return { kind: 'call', callee: toExpressionAst(node.procedure), arguments: node.arguments.map(toExpressionAst) };
    case 'partial':
      return { kind: 'partial', callee: toExpressionAst(node.procedure), arguments: node.arguments.map(toExpressionAst) };
    case 'lambda':
      return toLambda(node);
    case 'transform': {
      const parts = { pattern: toExpressionAst(node.pattern), update: toExpressionAst(node.update) };
      return { kind: 'transform', ...parts, ...(node.delete && { delete: toExpressionAst(node.delete) }) };
    }
    default:
      return refuse('S0206', node);
  }
}

function toUnary(node: OpenNode): ExpressionAst {
  if (node.value === '[') return { kind: 'array', items: node.expressions.map(toExpressionAst) };
  if (node.value === '{') return { kind: 'object', pairs: toPairs(node.lhs) };
  return { kind: 'negate', expression: toExpressionAst(node.expression) };
}

function toLambda(node: OpenNode): ExpressionAst {
  const signature = node.signature?.definition;
  if (signature !== undefined && !isCheapSignature(signature)) return refuse('U0104', node);
  const parameters = node.arguments.map((parameter) => boundName(open(parameter)));
  return { kind: 'lambda', parameters, ...(signature !== undefined && { signature }), body: toExpressionAst(node.body) };
}

/** The engine makes a backtracking pattern of a signature: only its own notation may get in, and few quantifiers. */
function isCheapSignature(signature: string): boolean {
  if (!/^<(?:[a-z?+\-:<>]|\([a-z]*\))*$/.test(signature)) return false;
  return (signature.match(/[?+-]/g) ?? []).length <= SIGNATURE_QUANTIFIERS_MAX;
}

/** The name of a variable that is bound; `$` and `$$` mean the context and cannot be. */
function boundName(variable: OpenNode): string {
  if (variable.value === 'eval') return refuse('U0201', variable);
  return checkedName(variable.value, variable);
}

function checkedName(name: string, node: OpenNode): string {
  return name === '' || name === '$' ? refuse('U0202', node) : name;
}

function toStep(step: EngineNode): PathStep {
  const source = open(step);
  return {
    node: toExpressionAst(step),
    stages: (source.stages ?? []).map((stage) => toStage(stage, source)),
    ...(source.focus !== undefined && { focus: checkedName(source.focus, source) }),
    ...(source.index !== undefined && { index: checkedName(source.index, source) }),
  };
}

function toStage(stage: OpenStage, step: OpenNode): Stage {
  return stage.type === 'index' ? { kind: 'index', name: checkedName(stage.value, step) } : toFilter(stage);
}

function toFilter(stage: OpenStage): FilterStage {
  assert(stage.type === 'filter', 'index bindings occur only among the stages of a path step');
  return { kind: 'filter', expression: toExpressionAst(stage.expr) };
}

function toGroup(group: { readonly lhs: readonly (readonly [EngineNode, EngineNode])[] }): GroupClause {
  return { pairs: toPairs(group.lhs) };
}

function toPairs(pairs: readonly (readonly [EngineNode, EngineNode])[]): readonly ObjectPair[] {
  return pairs.map(([key, value]) => ({ key: toExpressionAst(key), value: toExpressionAst(value) }));
}

const OPERATORS: { readonly [operator in BinaryOperator]: true } = {
  '+': true, '-': true, '*': true, '/': true, '%': true, '=': true, '!=': true, '<': true, '<=': true, '>': true, '>=': true,
  '&': true, and: true, or: true, in: true, '..': true,
};

function parseOperator(text: string): BinaryOperator {
  assert(Object.hasOwn(OPERATORS, text), 'the engine leaves only operators of the grammar in a binary node');
  return text as BinaryOperator;
}
