import type { AslCatcher, AslRecovery } from '../../asl/model.ts';
import type { TaskNode } from '../../definition/model.ts';
import { parsed } from '../bind/parsed.ts';
import { pathOf } from '../bind/value.ts';
import { writeExpression } from '../bind/write.ts';
import type { DraftEnclosure, Label } from '../ir/model.ts';
import { exportsInside } from '../resolve/exports.ts';
import { errorHandling } from './catchers.ts';
import { placeOf, type LoweringContext, type Scope } from './context.ts';
import { addState } from './draft.ts';
import { caughtMark, type Handler } from './handler.ts';
import { newVariable } from './saved-values.ts';
import { addSignal, adopting, noRetryOf, signalCatcher, signalled, SIGNALS } from './signals.ts';

/** What is lowered into an ASL scope of its own. */
export interface EnclosureRequest {
  /** The tasks inside, as far as they can change `$context`. */
  readonly tasks: readonly TaskNode[];
  /** Tells the enclosures of one task apart. */
  readonly variant: string;
  /** The last state: what control goes to when everything inside is done. */
  readonly exit: (inside: Scope) => Label;
  /** Lowers what is inside; gives back its first place. */
  readonly lower: (inside: Scope) => Label;
  /** True when the scope around takes `$context` over. */
  readonly isAdopted: boolean;
}

/** A scope with its states, and what the state that opens it has to know. */
export interface Enclosure {
  readonly opens: DraftEnclosure;
  /** The variable that holds `$context` inside; the one outside where nothing inside changes it. */
  readonly context: string;
  readonly hasExports: boolean;
  /** True when something inside ends the whole workflow. */
  readonly hasEnd: boolean;
}

/**
 * Lowers into a new ASL scope (mapping §4.4). Variables of the scope around can be read inside and not assigned, so `$context` gets a
 * variable of its own where something inside changes it; an error that a `try` outside may catch tells its task before it fails the
 * scope; `end` becomes a signal.
 */
export function lowerEnclosure(task: TaskNode, scope: Scope, request: EnclosureRequest, context: LoweringContext): Enclosure {
  const id = `enclosure_${context.builder.nextNumber('enclosure')}`;
  const hasExports = exportsInside(request.tasks, context.resolution.calls);
  const own = hasExports ? newVariable('context', context) : scope.context;
  const boundary = scope.handlers.length === 0 ? undefined : createBoundary(task, scope, request.variant, context);
  const told = request.isAdopted && hasExports ? { context: own } : {};
  let end: Label | undefined;
  const bare: Scope = { ...scope, enclosure: id, context: own, handlers: boundary === undefined ? [] : [boundary], unchanged: new Set() };
  const endSignal = (): Label => (end ??= addSignal(task, bare, { name: SIGNALS.end, part: 'end', variant: `${request.variant}.signal`, ...told }, context));
  const open: Scope = { ...bare, list: { ...scope.list, entries: new Map(), end: endSignal } };
  const exit = request.exit(open);
  const inside: Scope = { ...open, list: { entries: new Map(), next: exit, exit, end: endSignal } };
  const first = request.lower(inside);
  if (boundary !== undefined) addBoundary(task, inside, { boundary, variant: request.variant }, context);
  const start = hasExports ? addContextStart(task, inside, { outer: scope.context, variant: request.variant, next: first }, context) : first;
  return { opens: { id, start }, context: own, hasExports, hasEnd: end !== undefined };
}

/** `$context` starts inside with what it is outside. */
function addContextStart(task: TaskNode, inside: Scope, at: { readonly outer: string; readonly variant: string; readonly next: Label }, context: LoweringContext): Label {
  context.builder.want(at.outer);
  const state = { Type: 'Pass', Assign: { [inside.context]: writeExpression(pathOf(at.outer)) }, Next: at.next } as const;
  return addState(task, inside, { part: 'start', variant: at.variant, state }, context);
}

function createBoundary(task: TaskNode, scope: Scope, variant: string, context: LoweringContext): Handler {
  const label = `${placeOf(task, scope)}#fault${variant}`;
  const variables = { error: newVariable('error', context), fault: newVariable('fault', context), input: '', retries: '', since: '' };
  context.builder.want(variables.error);
  return { pointer: task.pointer, shape: {}, texts: {}, isUnconditional: true, retry: { kind: 'none' }, handles: true, handler: label, router: label, variables, isBoundary: true };
}

/** The Fail behind the boundary: the error of the DSL as it is known inside, with its task. */
function addBoundary(task: TaskNode, inside: Scope, { boundary, variant }: { readonly boundary: Handler; readonly variant: string }, context: LoweringContext): void {
  if (!context.builder.isWanted(caughtMark(boundary))) return;
  const { error } = boundary.variables;
  const state = { Type: 'Fail', Error: writeExpression(parsed(`$${error}.type & "#" & $string($${error}.status)`)), Cause: writeExpression(parsed(`$string($${error})`)) } as const;
  addState(task, inside, { part: 'fault', variant, state }, context);
}

/** Whose errors the state that opens enclosures lets through, and where `end` goes on. */
export interface EnclosureEdges {
  readonly enclosures: readonly Enclosure[];
  /** Catchers that stand before all others. */
  readonly first: readonly AslCatcher[];
  /** The variable that takes `$context` over. */
  readonly adopts?: string;
}

/** `Retry` and `Catch` of a state that opens enclosures: signals first, then the `try` tasks around. */
export function enclosureRecovery(task: TaskNode, scope: Scope, edges: EnclosureEdges, context: LoweringContext): AslRecovery {
  const { Retry = [], Catch = [] } = errorHandling(scope, { source: { kind: 'branches' }, instance: task.pointer }, context);
  const signals = [...edges.first, ...(edges.enclosures.some(({ hasEnd }) => hasEnd) ? [endCatcher(scope, edges)] : [])];
  const catchers = [...signals, ...Catch];
  const retriers = Retry.length > 0 && signals.length > 0 ? [noRetryOf(signals), ...Retry] : Retry;
  return { ...(retriers.length === 0 ? {} : { Retry: retriers }), ...(catchers.length === 0 ? {} : { Catch: catchers }) };
}

/** `end` goes on outside, to the end of the workflow or to the next scope's signal. */
function endCatcher(scope: Scope, { adopts }: EnclosureEdges): AslCatcher {
  return signalCatcher(SIGNALS.end, scope.list.end(), { Output: writeExpression(signalled('o')), ...adopting(adopts) });
}
