import type { ExpressionAst, TransformNode } from '../../expression/jsonata/ast.ts';
import { ABSENT, joinLabels, type Label } from '../label.ts';

/** What an expression may evaluate to, abstractly: data, or a function that can be called. */
export type Value = { readonly kind: 'data'; readonly label: Label } | FunctionValue;

/** Something that can be called. */
export type FunctionValue =
  | { readonly kind: 'closure'; readonly parameters: readonly string[]; readonly body: ExpressionAst; readonly scope: Scope; readonly mayTakeContext: boolean }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'transform'; readonly node: TransformNode; readonly scope: Scope }
  /** A function whose inside is not followed: calling it inspects its arguments and what it holds. */
  | { readonly kind: 'unknown-function'; readonly holds: readonly Label[] };

/** Variables and context of one place in an expression. Frames are mutable as JSONata's are: `:=` binds in the innermost one. */
export interface Scope {
  readonly frame: Frame;
  /** The value of `$` here. */
  readonly context: Label;
}

interface Frame {
  readonly variables: Map<string, Value>;
  readonly parent: Frame | undefined;
}

/** A label as a value. */
export function data(label: Label): Value {
  return { kind: 'data', label };
}

/** The outermost scope of an expression: ASL gives it variables and no context. */
export function rootScope(variables: ReadonlyMap<string, Label>): Scope {
  const given = givenFrames.get(variables) ?? { variables: new Map([...variables].map(([name, label]) => [name, data(label)])), parent: undefined };
  givenFrames.set(variables, given);
  return { frame: { variables: new Map(), parent: given }, context: ABSENT };
}

/** Frames of what ASL gives, which nothing binds in: all expressions of a state share one. */
const givenFrames = new WeakMap<ReadonlyMap<string, Label>, Frame>();

/** A scope with a frame of its own: a block, a function's body. */
export function innerScope(scope: Scope): Scope {
  return { ...scope, frame: { variables: new Map(), parent: scope.frame } };
}

/** The same variables, another `$`. */
export function withContext(scope: Scope, context: Label): Scope {
  return { ...scope, context };
}

/** The value of a variable, from the innermost frame that has it; undefined when none does. */
export function lookUpVariable(scope: Scope, name: string): Value | undefined {
  for (let frame: Frame | undefined = scope.frame; frame !== undefined; frame = frame.parent) {
    const value = frame.variables.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Binds in the innermost frame. Where the binding may not happen, the old value stays possible. */
export function bindVariable(scope: Scope, name: string, binding: { readonly value: Value; readonly isCertain: boolean }): void {
  const old = binding.isCertain ? undefined : lookUpVariable(scope, name);
  scope.frame.variables.set(name, old === undefined ? binding.value : eitherValue(old, binding.value));
}

/** What is known of a value that may be either of two. */
export function eitherValue(left: Value, right: Value): Value {
  if (left.kind === 'data' && right.kind === 'data') return data(joinLabels(left.label, right.label));
  return { kind: 'unknown-function', holds: [...heldBy(left), ...heldBy(right)] };
}

/** The data in a value: the label itself, or what a function can reach. Every frame and function is looked at once. */
export function heldBy(value: Value, seen: Set<Value | Frame> = new Set()): readonly Label[] {
  if (value.kind === 'data') return [value.label];
  if (value.kind === 'builtin' || seen.has(value)) return [];
  if (value.kind === 'unknown-function') return value.holds;
  seen.add(value);
  return heldByScope(value.scope, seen);
}

/**
 * The data that something can reach which runs in this scope, now or later: a name that is bound later still gets its value from here, because
 * the outermost frame has everything that an expression starts from.
 */
export function heldByScope(scope: Scope, seen: Set<Value | Frame> = new Set()): readonly Label[] {
  return [scope.context, ...reachableFrom(scope.frame, seen)];
}

function reachableFrom(frame: Frame | undefined, seen: Set<Value | Frame>): readonly Label[] {
  if (frame === undefined || seen.has(frame)) return [];
  seen.add(frame);
  return [...[...frame.variables.values()].flatMap((value) => heldBy(value, seen)), ...reachableFrom(frame.parent, seen)];
}
