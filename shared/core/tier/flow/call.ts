import type { CallNode, ExpressionAst } from '../../expression/jsonata/ast.ts';
import { ABSENT, arrayLabel, flatten, joinAll, joinLabels, objectLabel, sameLabel, scalarLabel, sensitivityOf, taintedBy, textLabel, withoutPositions, type Label } from '../label.ts';
import { isClearIn } from '../tier.ts';
import { builtinOf, type BuiltinRule } from './builtins.ts';
import { anyMemberOf, asData, becauseOf, CALL_DEPTH_MAX, computedFrom, elementOf, inspect, inspectStructure, madeFrom, memberOf, membershipOf, presenceOf, structureOf, withoutArrays, type FlowRun } from './inspect.ts';
import { mergedWith, NO_NAMES } from './merge.ts';
import { reachedBy } from './reach.ts';
import { bindVariable, data, eitherValue, heldBy, innerScope, withContext, type FunctionValue, type Scope, type Value } from './scope.ts';

interface Call {
  readonly arguments: readonly Value[];
  readonly scope: Scope;
  /** The argument nodes, where the call is written out: some rules look at how an argument is made. */
  readonly nodes?: readonly ExpressionAst[];
}

/** A call as written. `piped` is the left side of `~>`: it becomes the first argument. */
export function analyseCall(run: FlowRun, node: CallNode, at: Scope | { readonly scope: Scope; readonly piped: Value }): Value {
  const scope = 'piped' in at ? at.scope : at;
  const target = run.analyse(run, node.callee, scope);
  const written = node.arguments.map((one) => run.analyse(run, one, scope));
  if ('piped' in at) return applyFunction(run, target, { arguments: [at.piped, ...written], scope });
  return applyFunction(run, target, { arguments: written, scope, nodes: node.arguments });
}

/** Calls a value. What is no function that can be followed inspects all that it gets. */
export function applyFunction(run: FlowRun, target: Value, call: Call): Value {
  if (target.kind === 'closure') return applyClosure(run, target, call);
  if (target.kind === 'builtin') return data(applyBuiltin(run, target.name, call));
  const reached = target.kind === 'transform' ? reachedBy(target.node, target.scope) : heldBy(target);
  return data(madeFrom(run, [...reached, ...call.arguments.flatMap((argument) => heldBy(argument))], 'call'));
}

function applyClosure(run: FlowRun, target: FunctionValue & { readonly kind: 'closure' }, call: Call): Value {
  if (run.callDepth >= CALL_DEPTH_MAX) return data(madeFrom(run, [...heldBy(target), ...call.arguments.flatMap((argument) => heldBy(argument))], 'undecidable'));
  const inner = innerScope(target.scope);
  target.parameters.forEach((name, index) => bindVariable(inner, name, { value: parameterOf(target, call, index), isCertain: true }));
  return run.analyse({ ...run, callDepth: run.callDepth + 1 }, target.body, inner);
}

/** A signature may let a context, the caller's or its own, stand in for arguments that are missing, and move the others behind it. */
function parameterOf(target: FunctionValue & { readonly kind: 'closure' }, call: Call, index: number): Value {
  const given = call.arguments[index] ?? data(ABSENT);
  if (!target.mayTakeContext) return given;
  return [...call.arguments.slice(0, index), data(call.scope.context), data(target.scope.context)].reduce(eitherValue, given);
}

function applyBuiltin(run: FlowRun, name: string, call: Call): Label {
  const builtin = builtinOf(name);
  const mayTakeContext = call.arguments.length < builtin.takesContextBelow && call.scope.context.shape.kind !== 'absent';
  if (!mayTakeContext) return RULES[builtin.rule](run, call);
  const withContextFirst: Call = { arguments: [data(call.scope.context), ...call.arguments], scope: call.scope };
  return joinLabels(RULES[builtin.rule](run, withContextFirst), RULES[builtin.rule](run, call));
}

type Rule = (run: FlowRun, call: Call) => Label;

function argument(run: FlowRun, call: Call, index: number): Label {
  const value = call.arguments[index];
  return value === undefined ? ABSENT : asData(run, value);
}

function everyArgument(run: FlowRun, call: Call): readonly Label[] {
  return call.arguments.map((value) => asData(run, value));
}

/**
 * What a function learns that reads all of its arguments. An argument that is a function itself (a matcher, what makes a replacement) is called
 * with what is made from the others, and gives its result.
 */
function everythingRead(run: FlowRun, call: Call): readonly Label[] {
  const read = call.arguments.flatMap((value) => (value.kind === 'data' ? [value.label] : []));
  const made = flatten(joinAll(read.map(flatten)));
  return [...read, ...call.arguments.flatMap((value, index) => (value.kind === 'data' ? [] : [callBack(run, call, { index, arguments: [made] })]))];
}

/** Calls the function argument with data; its result as a label. */
function callBack(run: FlowRun, call: Call, from: { readonly index: number; readonly arguments: readonly Label[] }): Label {
  const target = call.arguments[from.index];
  if (target === undefined) return ABSENT;
  const conditional: FlowRun = { ...run, isConditional: true };
  return asData(run, applyFunction(conditional, target, { arguments: from.arguments.map(data), scope: withContext(call.scope, ABSENT) }));
}

function oneOrMany(items: Label, container: Label): Label {
  return arrayLabel(withoutArrays(items), container.tier);
}

const POSITION = scalarLabel(3);

function visitItems(run: FlowRun, call: Call): { readonly list: Label; readonly item: Label; readonly outcome: Label } {
  const list = argument(run, call, 0);
  const item = elementOf(run, list);
  return { list, item, outcome: callBack(run, call, { index: 1, arguments: [item, POSITION, list] }) };
}

const map: Rule = (run, call) => {
  const { list, outcome } = visitItems(run, call);
  return becauseOf(run, taintedBy(oneOrMany(outcome, list), structureOf(list)), outcome);
};

const filter: Rule = (run, call) => {
  const { list, item, outcome } = visitItems(run, call);
  inspect(run, outcome, 'decide');
  return taintedBy(taintedBy(oneOrMany(item, list), structureOf(list)), outcome);
};

const sort: Rule = (run, call) => {
  const list = argument(run, call, 0);
  const item = elementOf(run, list);
  const order = call.arguments[1] === undefined ? computedFrom(run, [item], 'compare') : callBack(run, call, { index: 1, arguments: [item, item] });
  inspect(run, order, 'compare');
  return taintedBy(oneOrMany(item, list), order);
};

const distinct: Rule = (run, call) => {
  const list = argument(run, call, 0);
  return taintedBy(withoutPositions(list), computedFrom(run, [list], 'compare'));
};

const REDUCE_ROUNDS_MAX = 8;

const reduce: Rule = (run, call) => {
  const list = argument(run, call, 0);
  const item = elementOf(run, list);
  let accumulated = joinLabels(item, argument(run, call, 2));
  for (let round = 0; round < REDUCE_ROUNDS_MAX; round += 1) {
    const next = joinLabels(accumulated, callBack(run, call, { index: 1, arguments: [accumulated, item, POSITION, list] }));
    if (sameLabel(next, accumulated)) return taintedBy(next, structureOf(list));
    accumulated = next;
  }
  const reached = call.arguments.flatMap((value) => heldBy(value));
  const widest = flatten(joinAll([accumulated, ...reached].map(flatten)));
  callBack(run, call, { index: 1, arguments: [widest, item, POSITION, list] });
  return widest;
};

const each: Rule = (run, call) => {
  const subject = argument(run, call, 0);
  const member = anyMemberOf(run, subject);
  const outcome = callBack(run, call, { index: 1, arguments: [member, keysOf(run, subject), subject] });
  return becauseOf(run, taintedBy(oneOrMany(outcome, subject), membershipOf(run, subject)), outcome);
};

const sift: Rule = (run, call) => {
  const subject = elementOf(run, argument(run, call, 0));
  const member = anyMemberOf(run, subject);
  const outcome = callBack(run, call, { index: 1, arguments: [member, keysOf(run, subject), subject] });
  inspect(run, outcome, 'decide');
  return taintedBy(subject, outcome);
};

/** Names of members: as sensitive as that they are there. */
function keysOf(run: FlowRun, subject: Label): Label {
  const { tier, origins, trail } = membershipOf(run, subject);
  return { ...scalarLabel(tier), origins: tier === 3 ? [] : origins, trail };
}

const keys: Rule = (run, call) => {
  const subject = elementOf(run, argument(run, call, 0));
  inspectStructure(run, subject, 'address');
  const names = keysOf(run, subject);
  return arrayLabel(names, names.tier);
};

const count: Rule = (run, call) => {
  const list = argument(run, call, 0);
  inspectStructure(run, list, 'iterate');
  return { ...scalarLabel(list.tier), origins: list.tier === 3 ? [] : list.origins, trail: list.trail };
};

const lookup: Rule = (run, call) => {
  const subject = argument(run, call, 0);
  const key = call.nodes?.[1];
  if (key?.kind === 'string') return memberOf(run, subject, key.value);
  const name = computedFrom(run, [argument(run, call, 1)], 'key');
  return taintedBy(anyMemberOf(run, subject), name);
};

const merge: Rule = (run, call) => {
  const written = call.nodes?.[0];
  if (written?.kind !== 'array' || written.predicate !== undefined) return mergedWith(run, objectLabel([]), { part: argument(run, call, 0), certain: NO_NAMES });
  const parts = written.items.map((node) => ({ part: asData(run, run.analyse(run, node, call.scope)), certain: namesAlwaysIn(node) }));
  return parts.reduce((merged, part) => mergedWith(run, merged, part), objectLabel([]));
};

const LITERALS: ReadonlySet<string> = new Set(['string', 'number', 'value']);

/** Members that an object constructor has for certain, because their values are literals: only they hide earlier ones. */
function namesAlwaysIn(node: ExpressionAst): ReadonlySet<string> {
  if (node.kind !== 'object' || node.predicate !== undefined || node.group !== undefined) return NO_NAMES;
  return new Set(node.pairs.flatMap(({ key, value }) => (key.kind === 'string' && LITERALS.has(value.kind) ? [key.value] : [])));
}

const spread: Rule = (run, call) => {
  const subject = argument(run, call, 0);
  return arrayLabel(taintedBy(objectLabel([], { rest: anyMemberOf(run, subject) }), membershipOf(run, subject)), subject.tier);
};

const zip: Rule = (run, call) => {
  const lists = everyArgument(run, call);
  const items = joinAll(lists.map((list) => elementOf(run, list)));
  return lists.reduce((zipped, list) => taintedBy(zipped, structureOf(list)), arrayLabel(items));
};

const append: Rule = (run, call) => {
  const lists = everyArgument(run, call);
  const joined = arrayLabel(joinAll(lists.map(withoutArrays)));
  return lists.reduce((list, part) => becauseOf(run, list, part), joined);
};

const reverse: Rule = (run, call) => withoutPositions(argument(run, call, 0));

const partition: Rule = (run, call) => {
  const list = argument(run, call, 0);
  inspectStructure(run, list, 'iterate');
  const size = computedFrom(run, [argument(run, call, 1)], 'compute');
  return taintedBy(arrayLabel(elementOf(run, list), list.tier), size);
};

/** Whether a container is there, or of which type it is; of any other value, that is to look at it. */
const presence: Rule = (run, call) => {
  const learned = call.arguments.length === 1 ? presenceOf(run, argument(run, call, 0)) : undefined;
  return learned ?? computedFrom(run, everythingRead(run, call), 'compute');
};

/** Never gives anything back; its text is told. */
const fails: Rule = (run, call) => {
  computedFrom(run, everythingRead(run, call), 'compute');
  return ABSENT;
};

/**
 * The JSON text of an object that is written out at the call: what stands sealed in it only moves, as a part of the text. Any other value might be
 * a text already, which `$string` gives back as it is.
 */
const string: Rule = (run, call) => {
  const subject = argument(run, call, 0);
  const written = call.nodes?.[0];
  const isObject = written?.kind === 'object' && written.predicate === undefined && written.group === undefined && call.arguments.length === 1;
  if (!isObject || isClearIn(sensitivityOf(subject), run.zone)) return computedFrom(run, everythingRead(run, call), 'compute');
  inspectStructure(run, subject, 'compute');
  return taintedBy(textLabel(subject), structureOf(subject));
};

/** What a JSON text was made of. */
const parse: Rule = (run, call) => {
  const text = argument(run, call, 0);
  if (text.shape.kind !== 'text') return madeFrom(run, everythingRead(run, call), 'compute');
  inspectStructure(run, text, 'compute');
  return taintedBy(text.shape.of, structureOf(text));
};

const RULES: { readonly [rule in BuiltinRule]: Rule } = {
  computes: (run, call) => computedFrom(run, everythingRead(run, call), 'compute'),
  makes: (run, call) => madeFrom(run, everythingRead(run, call), 'compute'),
  append,
  count,
  distinct,
  each,
  fails,
  filter,
  keys,
  lookup,
  map,
  merge,
  parse,
  partition,
  presence,
  reduce,
  reverse,
  sift,
  sort,
  spread,
  string,
  zip,
};
