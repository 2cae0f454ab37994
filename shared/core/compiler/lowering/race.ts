import type { DurationSpec, FlowDirective, TaskNode } from '../../definition/model.ts';
import { domainErrorName } from '../../asl/error-names.ts';
import type { Bindings } from '../bind/bindings.ts';
import { writeSeconds } from '../bind/duration.ts';
import { writeExpression } from '../bind/write.ts';
import { STANDARD_ERRORS } from '../errors/types.ts';
import type { Label } from '../ir/model.ts';
import { directiveTarget, type LoweringContext, type Scope } from './context.ts';
import { addState } from './draft.ts';
import { lowerEnclosure, enclosureRecovery, type Enclosure } from './enclosure.ts';
import { addSignal, adopting, signalCatcher, signalled, SIGNALS } from './signals.ts';

/** What runs against a time limit. */
export interface RaceRequest {
  readonly limit: DurationSpec;
  /** What the limit may read: the raw input of the task. */
  readonly bindings: Bindings;
  /** The tasks inside, as far as they can change `$context`. */
  readonly tasks: readonly TaskNode[];
  readonly lower: (inside: Scope) => Label;
  readonly next: Label;
  /** Flow directives of what is inside that lead somewhere else in the list around. */
  readonly leaves: readonly FlowDirective[];
}

/**
 * Puts a time limit around states that have none of their own (mapping §5.14 (a)): a Parallel in which they run against a Wait. Whoever is
 * done first closes the other: the states with their output, the Wait with the error of a timeout.
 */
export function addRace(task: TaskNode, scope: Scope, request: RaceRequest, context: LoweringContext): Label {
  const ways = waysOut(scope, request);
  const body = bodyEnclosure(task, scope, { ...request, ways }, context);
  const timer = timerEnclosure(task, scope, request, context);
  const adopts = body.hasExports ? { adopts: scope.context } : {};
  if (body.hasExports) context.builder.want(scope.context);
  const first = ways.map(({ signal, target }) => signalCatcher(signal, target, { Output: writeExpression(signalled('o')), ...adopting(adopts.adopts) }));
  const recovery = enclosureRecovery(task, scope, { enclosures: [body], first, ...adopts }, context);
  return addState(task, scope, { part: 'limit', state: { Type: 'Parallel', Branches: [], ...recovery, Next: request.next }, opens: [body.opens, timer.opens] }, context);
}

/** One place outside that control can go on at, and the signal that says so. */
interface WayOut {
  readonly signal: string;
  readonly target: Label;
  /** Name of a task of the list around, or `exit`; absent for what comes next. */
  readonly directive?: FlowDirective;
}

function waysOut(scope: Scope, { next, leaves }: RaceRequest): readonly WayOut[] {
  const others = leaves.filter(({ kind }) => kind === 'task' || kind === 'exit');
  return [{ signal: SIGNALS.win, target: next }, ...others.map((directive, index) => ({ signal: `${SIGNALS.leave}${index + 1}`, target: directiveTarget(directive, scope.list), directive }))];
}

function bodyEnclosure(task: TaskNode, scope: Scope, { tasks, lower, ways }: RaceRequest & { readonly ways: readonly WayOut[] }, context: LoweringContext): Enclosure {
  const signal = (inside: Scope, name: string): Label => {
    const told = inside.context === scope.context ? {} : { context: inside.context };
    return addSignal(task, inside, { name, part: 'limit', variant: name === SIGNALS.win ? '.done' : `.${name.slice('owf.'.length)}`, ...told }, context);
  };
  const lowerInside = (inside: Scope): Label => {
    const others = ways.flatMap(({ directive, signal: name }) => (directive === undefined ? [] : [{ directive, label: signal(inside, name) }]));
    const entries = new Map(others.flatMap(({ directive, label }) => (directive.kind === 'task' ? [[directive.name, label] as const] : [])));
    const exit = others.find(({ directive }) => directive.kind === 'exit')?.label ?? inside.list.exit;
    return lower({ ...inside, list: { ...inside.list, entries, exit } });
  };
  return lowerEnclosure(task, scope, { tasks, variant: '.limit', exit: (inside) => signal(inside, SIGNALS.win), lower: lowerInside, isAdopted: true }, context);
}

function timerEnclosure(task: TaskNode, scope: Scope, { limit, bindings }: RaceRequest, context: LoweringContext): Enclosure {
  const { timeout } = STANDARD_ERRORS;
  const cause = JSON.stringify({ type: timeout, status: 408, title: 'Timeout', instance: task.pointer === '' ? '/' : task.pointer });
  const exit = (inside: Scope): Label => {
    const state = { Type: 'Fail', Error: domainErrorName(timeout, 408), Cause: cause } as const;
    return addState(task, inside, { part: 'limit', variant: '.over', state, origins: [{ field: '/Error', origin: limit.pointer }] }, context);
  };
  const lower = (inside: Scope): Label => {
    const state = { Type: 'Wait', Seconds: writeSeconds(limit, bindings, context.bind), Next: inside.list.exit } as const;
    return addState(task, inside, { part: 'limit', variant: '.wait', state, origins: [{ field: '/Seconds', origin: limit.pointer }] }, context);
  };
  return lowerEnclosure(task, { ...scope, handlers: [] }, { tasks: [], variant: '.timer', exit, lower, isAdopted: false }, context);
}
