import type {
  ApplyNode,
  BinaryNode,
  BindNode,
  BlockNode,
  ConditionNode,
  ExpressionAst,
  ObjectPair,
  PathNode,
  PathStep,
  SortNode,
  Stage,
  VariableNode,
} from '../../expression/jsonata/ast.ts';
import { ABSENT, arrayLabel, flatten, joinAll, joinLabels, objectLabel, scalarLabel, taintedBy, withoutPositions, type Label } from '../label.ts';
import type { Zone } from '../tier.ts';
import { bindsBetweenStatements } from './binding-order.ts';
import { isBuiltin } from './builtins.ts';
import { analyseCall, applyFunction } from './call.ts';
import { anyMemberOf, asData, becauseOf, computedFrom, elementOf, inspect, madeFrom, mapItems, memberOf, membershipOf, presenceOf, structureOf, unfollowed, VISITED_NODES_MAX, withoutArrays, type FlowRun } from './inspect.ts';
import { reachedBy } from './reach.ts';
import { bindVariable, data, eitherValue, heldBy, innerScope, lookUpVariable, rootScope, withContext, type Scope, type Value } from './scope.ts';

/** Starts an analysis of one expression that is evaluated in a zone; what it finds is in `findings`. */
export function startRun(zone: Zone): FlowRun {
  return { zone, findings: [], budget: { nodes: VISITED_NODES_MAX }, callDepth: 0, isConditional: false, analyse };
}

/**
 * Abstract interpretation of one JSONata expression: what its value's label is, and every use of data (in `run.findings`) that may not be
 * in the clear where it is evaluated. Sound by construction: what is not modelled inspects everything that it could reach.
 */
export function analyse(run: FlowRun, node: ExpressionAst, scope: Scope): Value {
  run.budget.nodes -= 1;
  if (run.budget.nodes < 0) return data(unfollowed(run));
  const value = analyseNode(run, node, scope);
  if (node.predicate === undefined && node.group === undefined) return value;
  const filtered = throughStages(run, asData(run, value), { stages: node.predicate ?? [], scope });
  if (node.group === undefined) return data(filtered);
  return data(constructed(run, { pairs: node.group.pairs, scope: withContext(scope, elementOf(run, filtered)) }));
}

/** The label of a whole expression, with nothing but variables to start from. One whose bindings cannot be followed reads all of them. */
export function labelOfExpression(run: FlowRun, root: ExpressionAst, variables: ReadonlyMap<string, Label>): Label {
  if (bindsBetweenStatements(root)) return madeFrom(run, [...variables.values()], 'undecidable');
  return labelOf(run, root, rootScope(variables));
}

/** The label of an expression's value; a function as a value counts as what it holds. */
export function labelOf(run: FlowRun, node: ExpressionAst, scope: Scope): Label {
  return asData(run, analyse(run, node, scope));
}

function analyseNode(run: FlowRun, node: ExpressionAst, scope: Scope): Value {
  switch (node.kind) {
    case 'variable':
      return variable(node, scope);
    case 'path':
      return path(run, node, scope);
    case 'block':
      return block(run, node, scope);
    case 'condition':
      return condition(run, node, scope);
    case 'bind':
      return bind(run, node, scope);
    case 'lambda':
      return { kind: 'closure', parameters: node.parameters, body: node.body, scope, mayTakeContext: node.signature?.includes('-') === true };
    case 'call':
      return analyseCall(run, node, scope);
    case 'apply':
      return apply(run, node, scope);
    case 'partial':
      return { kind: 'unknown-function', holds: reachedBy(node, scope) };
    case 'transform':
      return { kind: 'transform', node, scope };
    default:
      return data(dataOf(run, node, scope));
  }
}

/** Nodes that yield data wherever they stand; as steps of a path they see one item as their context. */
function dataOf(run: FlowRun, node: ExpressionAst, scope: Scope): Label {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'value':
    case 'regex':
      return scalarLabel(3);
    case 'name':
      return memberOf(run, scope.context, node.value);
    case 'wildcard':
      return taintedBy(arrayLabel(withoutArrays(anyMemberOf(run, scope.context))), membershipOf(run, elementOf(run, scope.context)));
    case 'descendant':
      return arrayLabel(flatten(scope.context), flatten(scope.context).tier);
    case 'object':
      return constructed(run, { pairs: node.pairs, scope });
    case 'array':
      return arrayOf(run, node.items.map((item) => labelOf(run, item, scope)));
    case 'negate':
      return computedFrom(run, [labelOf(run, node.expression, scope)], 'compute');
    case 'binary':
      return binary(run, node, scope);
    case 'sort':
      return sortBy(run, node, scope);
    default:
      return madeFrom(run, reachedBy(node, scope), 'undecidable');
  }
}

function variable(node: VariableNode, scope: Scope): Value {
  if (node.name === '') return data(scope.context);
  const value = lookUpVariable(scope, node.name);
  if (value !== undefined) return value;
  return isBuiltin(node.name) ? { kind: 'builtin', name: node.name } : data(ABSENT);
}

function path(run: FlowRun, node: PathNode, scope: Scope): Value {
  const [first, ...rest] = node.steps;
  if (first === undefined) return data(ABSENT);
  if (node.steps.some(remembersItsWay)) return data(madeFrom(run, reachedBy(node, scope), 'undecidable'));
  const start = analyse(run, first.node, scope);
  if (rest.length === 0 && first.stages.length === 0) return start;
  const label = throughStages(run, asData(run, start), { stages: first.stages, scope });
  return data(rest.reduce((from, step) => stepFrom(run, step, { from, scope }), label));
}

/** `@`, `#` and `%` keep what a path went through; such paths are not followed step by step. */
function remembersItsWay(step: PathStep): boolean {
  return step.focus !== undefined || step.index !== undefined || step.node.kind === 'parent' || step.stages.some((stage) => stage.kind === 'index');
}

function stepFrom(run: FlowRun, step: PathStep, by: { readonly from: Label; readonly scope: Scope }): Label {
  if (step.node.kind === 'sort') return sortBy(run, step.node, withContext(by.scope, by.from));
  return mapItems(run, by.from, (item) => {
    const inner = withContext(by.scope, item);
    return throughStages(run, labelOf(run, step.node, inner), { stages: step.stages, scope: inner });
  });
}

function throughStages(run: FlowRun, label: Label, by: { readonly stages: readonly Stage[]; readonly scope: Scope }): Label {
  return by.stages.reduce((kept, stage) => (stage.kind === 'filter' ? filterBy(run, kept, { expression: stage.expression, scope: by.scope }) : kept), label);
}

/** `[…]` behind a value: an index picks, a condition filters; either way the outcome tells of what it was decided by. */
function filterBy(run: FlowRun, label: Label, by: { readonly expression: ExpressionAst; readonly scope: Scope }): Label {
  if (label.shape.kind === 'absent') return label;
  const item = elementOf(run, label);
  if (by.expression.kind === 'number') return label.shape.kind === 'array' ? itemAt(label, label.shape, { position: by.expression.value, item }) : label;
  const decision = labelOf(run, by.expression, withContext(by.scope, item));
  inspect(run, decision, 'decide');
  return taintedBy(becauseOf(run, arrayLabel(item, label.shape.kind === 'array' ? label.tier : 3), item), decision);
}

/** The item at a position, counted from the end when it is negative; any item where positions are not known. */
function itemAt(label: Label, shape: Label['shape'] & { readonly kind: 'array' }, by: { readonly position: number; readonly item: Label }): Label {
  if (shape.positions === undefined) return by.item;
  return taintedBy(shape.positions.at(Math.floor(by.position)) ?? ABSENT, structureOf(label));
}

function block(run: FlowRun, node: BlockNode, scope: Scope): Value {
  const inner = innerScope(scope);
  return node.expressions.reduce<Value>((_previous, expression) => analyse(run, expression, inner), data(ABSENT));
}

function condition(run: FlowRun, node: ConditionNode, scope: Scope): Value {
  const decision = labelOf(run, node.condition, scope);
  inspect(run, decision, 'decide');
  const branch: FlowRun = { ...run, isConditional: true };
  const then = analyse(branch, node.then, scope);
  const otherwise = node.else === undefined ? data(ABSENT) : analyse(branch, node.else, scope);
  const either = eitherValue(then, otherwise);
  if (either.kind !== 'data') return { kind: 'unknown-function', holds: [...heldBy(either), decision] };
  return data(taintedBy(either.label.shape.kind === 'absent' ? scalarLabel(3) : either.label, decision));
}

function bind(run: FlowRun, node: BindNode, scope: Scope): Value {
  const value = analyse(run, node.value, scope);
  bindVariable(scope, node.name, { value, isCertain: !run.isConditional });
  return value;
}

function apply(run: FlowRun, node: ApplyNode, scope: Scope): Value {
  const subject = analyse(run, node.lhs, scope);
  if (node.rhs.kind === 'call') return analyseCall(run, node.rhs, { scope, piped: subject });
  const target = analyse(run, node.rhs, scope);
  if (subject.kind !== 'data') return { kind: 'unknown-function', holds: [...heldBy(subject), ...heldBy(target)] };
  return applyFunction(run, target, { arguments: [subject], scope });
}

/** An object constructor: names that are written out make fields, computed names make the rest. */
function constructed(run: FlowRun, from: { readonly pairs: readonly ObjectPair[]; readonly scope: Scope }): Label {
  const fields = new Map<string, Label>();
  let rest: Label | undefined;
  let names: Label = scalarLabel(3);
  for (const { key, value } of from.pairs) {
    const label = labelOf(run, value, from.scope);
    if (key.kind === 'string') {
      fields.set(key.value, joinLabels(fields.get(key.value) ?? ABSENT, label));
      continue;
    }
    names = joinLabels(names, computedFrom(run, [labelOf(run, key, from.scope)], 'key'));
    rest = joinLabels(rest ?? ABSENT, label);
  }
  if (rest === undefined) return taintedBy(objectLabel(fields), names);
  const others = rest;
  return taintedBy(objectLabel([...fields].map(([name, label]) => [name, joinLabels(label, others)]), { rest }), names);
}

/** An array constructor: an item that is missing or is an array itself shows in the number of items. */
function arrayOf(run: FlowRun, items: readonly Label[]): Label {
  return items.reduce((array, item) => becauseOf(run, array, item), arrayLabel(joinAll(items.map(withoutArrays))));
}

const COMPARISONS: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=', 'in']);

function binary(run: FlowRun, node: BinaryNode, scope: Scope): Label {
  const isLogical = node.operator === 'and' || node.operator === 'or';
  const left = labelOf(run, node.lhs, scope);
  const right = labelOf(isLogical ? { ...run, isConditional: true } : run, node.rhs, scope);
  const told = comparesWithNull(node) ? presenceOf(run, isNull(node.lhs) ? right : left) : undefined;
  if (told !== undefined) return told;
  const result = computedFrom(run, [left, right], COMPARISONS.has(node.operator) ? 'compare' : 'compute');
  return node.operator === '..' ? arrayLabel(result, result.tier) : result;
}

function comparesWithNull(node: BinaryNode): boolean {
  return (node.operator === '=' || node.operator === '!=') && (isNull(node.lhs) || isNull(node.rhs));
}

function isNull(node: ExpressionAst): boolean {
  return node.kind === 'value' && node.value === null;
}

function sortBy(run: FlowRun, node: SortNode, scope: Scope): Label {
  const item = elementOf(run, scope.context);
  const terms = node.terms.map((term) => computedFrom(run, [labelOf(run, term.expression, withContext(scope, item))], 'compare'));
  return terms.reduce((label, term) => taintedBy(label, term), withoutPositions(scope.context));
}
