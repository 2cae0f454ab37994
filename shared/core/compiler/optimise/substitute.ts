import type { ExpressionAst, PathNode, PathStep } from '../../expression/jsonata/ast.ts';
import { boundNames } from '../../expression/jsonata/free-variables.ts';
import { mapAttachments, mapOwnChildren, walkExpression } from '../../expression/jsonata/visit.ts';
import { asStep, canBeLengthened, isBareNode, isPlainStep, pathStart } from '../bind/path-start.ts';
import { simplify } from '../bind/simplify.ts';
import { isDefined, isTotal } from '../bind/totality.ts';
import { isChanging, isInlinable, toAst, type BoundValue } from '../bind/value.ts';
import { orFailure } from './checks.ts';
import { rootOf, standsAnywhere, type Left, type Rooted } from './roots.ts';

/** Collects the expressions of the first state that are still surely evaluated, each so that it fails where it failed before. */
export type Covered = Set<ExpressionAst>;

/**
 * The value of a template of the second state, over what the first one has. Undefined where that could mean something else: another
 * number of evaluations of what changes, joined arrays, or a value that is not there. Expressions of the first state that are evaluated
 * for sure are added to `covered`.
 */
export function substitute(value: BoundValue, left: Left, covered: Covered): BoundValue | undefined {
  switch (value.kind) {
    case 'literal':
      return value;
    case 'array': {
      const items = value.items.map((item) => substitute(item, left, covered));
      return items.includes(undefined) ? undefined : { ...value, items: items.filter((item) => item !== undefined) };
    }
    case 'object': {
      const members = value.members.map(({ key, value: member }) => ({ key, value: substitute(member, left, covered) }));
      const whole = members.flatMap(({ key, value: member }) => (member === undefined ? [] : [{ key, value: member }]));
      return whole.length < members.length ? undefined : { ...value, members: whole };
    }
    case 'expression':
      return substituteField(value.ast, { left, covered, origin: value.origin });
  }
}

interface Place {
  readonly left: Left;
  readonly covered: Covered;
  readonly origin: string;
}

/** A whole field that is a value of the first state is that value, as the template that it was. */
function substituteField(ast: ExpressionAst, place: Place): BoundValue | undefined {
  const whole = partOf(ast, place.left);
  if (whole === 'nothing') return undefined;
  if (whole !== undefined) {
    leavesOf(whole.source).forEach((leaf) => place.covered.add(leaf));
    return whole.value;
  }
  const replaced = substituteInside(ast, place);
  return replaced === undefined ? undefined : { kind: 'expression', origin: place.origin, ast: simplify(replaced) };
}

/** A part of what is left, and the part that it is taken from: the same, unless a path was lengthened. */
interface Part {
  readonly value: BoundValue;
  readonly source: BoundValue;
}

/** The part of what is left that a path or variable names; `nothing` where an object surely has no such member. */
function partOf(ast: ExpressionAst, left: Left): Part | 'nothing' | undefined {
  const path = rootOf(ast, left);
  if (typeof path !== 'object' || !isPlainStep(path.head) || !isBareNode(ast)) return undefined;
  let current: BoundValue = path.value;
  for (const [index, step] of path.rest.entries()) {
    if (!isPlainName(step)) return undefined;
    if (current.kind === 'expression') {
      const value = withSteps(current, path.rest.slice(index));
      return value === undefined ? undefined : { value, source: current };
    }
    if (current.kind !== 'object') return undefined;
    const name = step.node.value;
    const member = current.members.find(({ key }) => key === name);
    if (member === undefined) return 'nothing';
    current = member.value;
  }
  return { value: current, source: current };
}

/** Only a path can be lengthened and mean the same; steps that read something themselves are written over what is left first. */
function withSteps(value: Extract<BoundValue, { kind: 'expression' }>, steps: readonly PathStep[]): BoundValue | undefined {
  if (!canBeLengthened(value.ast) || !steps.every(isPlainName)) return undefined;
  return { ...value, ast: { kind: 'path', steps: [...pathStart(value.ast), ...steps] } };
}

type NameStep = PathStep & { readonly node: Extract<ExpressionAst, { kind: 'name' }> };

function isPlainName(step: PathStep): step is NameStep {
  return step.node.kind === 'name' && isPlainStep(step);
}

/** Puts the first state's expressions into one of the second. */
function substituteInside(ast: ExpressionAst, place: Place): ExpressionAst | undefined {
  const own = boundNames(ast);
  if ([...place.left.variables.keys(), 'states'].some((name) => own.has(name))) return undefined;
  const used: BoundValue[] = [];
  const refusals: string[] = [];
  const replaced = replace(ast, { ...place, used, refuse: (why) => refusals.push(why) }, { isSure: true, atRoot: true, isNeeded: true });
  if (refusals.length > 0 || (used.length > 0 && readsParent(ast))) return undefined;
  if (used.some((value) => !isInlinable(value) || isChanging(value))) return undefined;
  if (readsState(replaced)) return undefined;
  return used.some((value) => namesIn(value).some((name) => own.has(name))) ? undefined : replaced;
}

/** `%` looks for its parent in the steps in front of it, which are others once something is written in. */
function readsParent(ast: ExpressionAst): boolean {
  let reads = false;
  walkExpression(ast, (node) => {
    if (node.kind === 'parent') reads = true;
  });
  return reads;
}

interface Replacing extends Place {
  readonly used: BoundValue[];
  /** Says that something cannot be written over what the first state has: then the states stay two. */
  readonly refuse: (why: string) => void;
}

interface Position {
  /** The place is evaluated whenever the whole is. */
  readonly isSure: boolean;
  /** The context here is that of the whole; in filters, steps, terms of a sort and groups it is an item. */
  readonly atRoot: boolean;
  /** Where the place has no value, the whole has none, which is the error that it must be. */
  readonly isNeeded: boolean;
}

const INSIDE: Position = { isSure: false, atRoot: false, isNeeded: false };

function replace(ast: ExpressionAst, at: Replacing, position: Position): ExpressionAst {
  const rooted = rootOf(ast, at.left);
  if (rooted === 'unfit') at.refuse('what the expression starts at');
  if (rooted === 'own' && ast.kind === 'path') return replaceBehindRoot(ast, at);
  if (typeof rooted !== 'object') return replaceChildren(ast, at, position);
  const node = replaceRoot(ast, rooted, { at, position });
  if (!position.atRoot && !standsAnywhere(node)) at.refuse('an item would be its context');
  return withAttachments(node, ast, at);
}

/** What stays as it is at its start may still have filters and steps that read the first state. */
function replaceBehindRoot(path: PathNode, at: Replacing): ExpressionAst {
  const [first, ...rest] = path.steps;
  const steps = [...(first === undefined ? [] : [first]), ...rest.map((step) => replaceInStep(step, at))];
  return withAttachments({ kind: 'path', steps, ...(path.position === undefined ? {} : { position: path.position }) }, path, at);
}

function replaceRoot(ast: ExpressionAst, rooted: Rooted, { at, position }: { readonly at: Replacing; readonly position: Position }): ExpressionAst {
  const exact = partOf(ast, at.left);
  const part = exact === undefined || exact === 'nothing' ? undefined : exact;
  const value = part?.value ?? rooted.value;
  const rest = part === undefined ? rooted.rest : [];
  const isWhole = rest.length === 0 && isPlainStep(rooted.head);
  const known = part ?? { value, source: value };
  at.used.push(value);
  // Members that no step selects may be left out of the result.
  if (position.isSure && (isWhole || value.kind === 'expression')) leavesOf(known.source).forEach((leaf) => at.covered.add(leaf));
  const inlined = asOperand(at.left.isKnown === true || isNeededIn(ast, rooted, position) ? toAst(known.value) : guardedPart(known));
  if (ast.kind !== 'path' && ast.keepArray !== undefined) at.refuse('[] behind a value that is no path');
  if (ast.kind !== 'path' || isWhole) return inlined;
  return { kind: 'path', steps: [...startOf(inlined, rooted, at), ...rest.map((step) => replaceInStep(step, at))] };
}

/** Whether nothing in this place fails the task anyway. A group makes an object also of nothing. */
function isNeededIn(ast: ExpressionAst, { head }: Rooted, { isNeeded }: Position): boolean {
  return isNeeded && ast.group === undefined && head.node.group === undefined;
}

/** An array constructor directly in another one would be an item of it, where an array that is read has its items joined. */
function asOperand(ast: ExpressionAst): ExpressionAst {
  return ast.kind === 'array' ? { kind: 'block', expressions: [ast] } : ast;
}

/** The steps that what is written in gives to a path. Filters directly on the root are filters on the value that is written in. */
function startOf(inlined: ExpressionAst, { head, rest: [next] }: Rooted, at: Replacing): readonly PathStep[] {
  if (head.focus !== undefined || head.index !== undefined || head.stages.some(({ kind }) => kind === 'index')) at.refuse('a name bound to the root of a path');
  if (head.node.keepArray !== undefined) at.refuse('[] behind a value that is no path');
  if (isPlainStep(head)) return next?.node.kind === 'name' && canBeLengthened(inlined) ? pathStart(inlined) : [{ node: asStep(inlined), stages: [] }];
  const { node, stages } = replaceInStep(head, at);
  return [{ node: withAttachments({ kind: 'block', expressions: [inlined] }, node, undefined), stages }];
}

function replaceInStep(step: PathStep, at: Replacing): PathStep {
  const stages = step.stages.map((stage) => (stage.kind === 'filter' ? { ...stage, expression: replace(stage.expression, at, INSIDE) } : stage));
  return { ...step, node: replace(step.node, at, INSIDE), stages };
}

/** Filters and groups of the node that was replaced apply to what replaces it; without `at` they are written over what is left already. */
function withAttachments(node: ExpressionAst, { predicate, group, keepArray }: ExpressionAst, at: Replacing | undefined): ExpressionAst {
  if (predicate === undefined && group === undefined && keepArray === undefined) return node;
  const inner = (child: ExpressionAst): ExpressionAst => (at === undefined ? child : replace(child, at, INSIDE));
  const attached: Pick<ExpressionAst, 'predicate' | 'group' | 'keepArray'> = {
    ...(predicate === undefined ? {} : { predicate: predicate.map((stage) => ({ ...stage, expression: inner(stage.expression) })) }),
    ...(group === undefined ? {} : { group: { pairs: group.pairs.map(({ key, value }) => ({ key: inner(key), value: inner(value) })) } }),
    ...(keepArray === undefined ? {} : { keepArray }),
  };
  return isBareNode(node) ? { ...node, ...attached } : { kind: 'block', expressions: [node], ...attached };
}

/** Where a path was lengthened, what must exist is what it was before: the rest may be missing. */
function guardedPart({ value, source }: Part): ExpressionAst {
  if (value === source || source.kind !== 'expression' || value.kind !== 'expression' || value.ast.kind !== 'path') return toAst(guardedValue(value));
  if (isDefined(source.ast)) return value.ast;
  const before = source.ast.kind === 'path' ? source.ast.steps.length : 1;
  return { kind: 'path', steps: [{ node: mustExist(source.ast), stages: [] }, ...value.ast.steps.slice(before)] };
}

/** A value that may be missing was an error of the first state; in an expression it must stay one. */
function guardedValue(value: BoundValue): BoundValue {
  switch (value.kind) {
    case 'literal':
      return value;
    case 'expression':
      return isDefined(value.ast) ? value : { ...value, ast: mustExist(value.ast) };
    case 'object':
      return { ...value, members: value.members.map(({ key, value: member }) => ({ key, value: guardedValue(member) })) };
    case 'array':
      return { ...value, items: value.items.map(guardedValue) };
  }
}

function mustExist(ast: ExpressionAst): ExpressionAst {
  const given: ExpressionAst = { kind: 'variable', name: 'given' };
  return { kind: 'block', expressions: [{ kind: 'bind', name: given.name, value: ast }, orFailure([given], given)] };
}

function replaceChildren(ast: ExpressionAst, at: Replacing, position: Position): ExpressionAst {
  if (ast.kind === 'call' && ast.callee.kind === 'variable' && at.left.variables.has(ast.callee.name)) at.refuse('a call of a value');
  let index = 0;
  const sure = sureChildren(ast);
  const own = mapOwnChildren(ast, (child) => {
    const isSure = position.isSure && index < sure;
    const atRoot = position.atRoot && (ast.kind === 'path' ? index === 0 : ast.kind !== 'sort' && ast.kind !== 'transform');
    const isNeeded = position.isNeeded && isNeededChild(ast, index);
    index += 1;
    return replace(child, at, { isSure, atRoot, isNeeded });
  });
  return mapAttachments(own, (child) => replace(child, at, INSIDE));
}

/** Operators that give nothing when an operand is nothing. */
const PASSES_NOTHING: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '<', '<=', '>', '>=']);

/** True when the node has no value where the child has none. */
function isNeededChild(ast: ExpressionAst, index: number): boolean {
  if (ast.group !== undefined) return false;
  switch (ast.kind) {
    case 'binary':
      return PASSES_NOTHING.has(ast.operator);
    case 'negate':
      return true;
    case 'block':
      return index === ast.expressions.length - 1;
    default:
      return false;
  }
}

/** How many of a node's children, from the first, are evaluated whenever the node is. */
function sureChildren(ast: ExpressionAst): number {
  switch (ast.kind) {
    case 'binary':
      return ast.operator === 'and' || ast.operator === 'or' ? 1 : 2;
    case 'condition':
    case 'path':
    case 'negate':
    case 'bind':
    case 'apply':
      return 1;
    case 'call':
      return 1 + ast.arguments.length;
    case 'block':
      return ast.expressions.length;
    case 'array':
      return ast.items.length;
    case 'object':
      return 2 * ast.pairs.length;
    default:
      return 0;
  }
}

/** The name and the time of a state's own entry would be another state's. */
export function readsState(ast: ExpressionAst): boolean {
  let reads = false;
  walkExpression(ast, (node) => {
    if (node.kind !== 'path') return;
    const [root, context, part] = node.steps.map((step) => (step.node.kind === 'variable' || step.node.kind === 'name' ? (step.node.kind === 'name' ? step.node.value : step.node.name) : ''));
    if (root === 'states' && context === 'context' && part !== 'Execution') reads = true;
  });
  return reads;
}

function namesIn(value: BoundValue): readonly string[] {
  const names: string[] = [];
  for (const leaf of leavesOf(value)) walkExpression(leaf, (node) => (node.kind === 'variable' ? names.push(node.name) : 0));
  return names;
}

/** The expressions of a template. */
export function leavesOf(value: BoundValue): readonly ExpressionAst[] {
  switch (value.kind) {
    case 'expression':
      return [value.ast];
    case 'literal':
      return [];
    case 'object':
      return value.members.flatMap((member) => leavesOf(member.value));
    case 'array':
      return value.items.flatMap(leavesOf);
  }
}

/** True when evaluating the expression as a field of its own may fail. */
export function isRisky(ast: ExpressionAst): boolean {
  return !isTotal(ast) || !isDefined(ast);
}
