import type { HistoryEvent, HistoryEventKind } from '../interpreter/history-event.ts';

/** What holds of every history, by name: tests, simulation and audits speak of it by this name. */
export interface HistoryInvariant {
  readonly name: string;
  holds(history: readonly HistoryEvent[]): boolean;
}

const TERMINAL: ReadonlySet<HistoryEventKind> = new Set<HistoryEventKind>(['execution-succeeded', 'execution-failed', 'execution-stopped', 'execution-timed-out']);
const ATTEMPT_ENDS: ReadonlySet<HistoryEventKind> = new Set<HistoryEventKind>(['task-succeeded', 'task-failed', 'task-timed-out', 'task-cancelled']);

/** True for the kinds with which an execution ends. */
export function isTerminalKind(kind: HistoryEventKind): boolean {
  return TERMINAL.has(kind);
}

function countAttempts(history: readonly HistoryEvent[], counts: (kind: HistoryEventKind) => boolean): ReadonlyMap<unknown, number> {
  const attempts = new Map<unknown, number>();
  for (const event of history) {
    if (counts(event.kind)) attempts.set(event.details['attemptId'], (attempts.get(event.details['attemptId']) ?? 0) + 1);
  }
  return attempts;
}

function hasNothingAfterEnd(history: readonly HistoryEvent[]): boolean {
  const end = history.findIndex((event) => isTerminalKind(event.kind));
  return end === -1 || end === history.length - 1;
}

function hasOneEndPerAttempt(history: readonly HistoryEvent[]): boolean {
  const scheduled = countAttempts(history, (kind) => kind === 'task-scheduled');
  const ends = countAttempts(history, (kind) => ATTEMPT_ENDS.has(kind));
  const isOver = history.some((event) => isTerminalKind(event.kind));
  const areScheduledOnce = [...scheduled.values()].every((count) => count === 1);
  const areKnown = [...ends].every(([attempt, count]) => count === 1 && scheduled.has(attempt));
  return areScheduledOnce && areKnown && (!isOver || [...scheduled.keys()].every((attempt) => ends.has(attempt)));
}

function samePlace(left: HistoryEvent, right: HistoryEvent): boolean {
  return left.state === right.state && left.frame.join() === right.frame.join();
}

const SCOPE_STARTS: ReadonlySet<HistoryEventKind> = new Set<HistoryEventKind>(['branch-started', 'map-iteration-started']);
const SCOPE_ENDS: ReadonlySet<HistoryEventKind> = new Set<HistoryEventKind>([
  'branch-succeeded',
  'branch-failed',
  'branch-aborted',
  'map-iteration-succeeded',
  'map-iteration-failed',
  'map-iteration-aborted',
]);

function isWithin(frame: readonly number[], scope: readonly number[]): boolean {
  return scope.every((step, index) => step === frame[index]);
}

/** A scope that ends takes along the stay in which it failed or was given up, and those of the scopes inside of it. */
function leavesOnlyWhatWasEntered(history: readonly HistoryEvent[]): boolean {
  let stays: readonly HistoryEvent[] = [];
  for (const event of history) {
    const open = stays.find((stay) => stay.frame.join() === event.frame.join());
    if (event.kind === 'state-entered') {
      if (open !== undefined) return false;
      stays = [...stays, event];
    }
    if (event.kind === 'state-exited') {
      if (open === undefined || !samePlace(open, event)) return false;
      stays = stays.filter((stay) => stay !== open);
    }
    if (SCOPE_ENDS.has(event.kind)) stays = stays.filter((stay) => !isWithin(stay.frame, event.frame));
  }
  return true;
}

/** Every fact of a scope comes after its start and before its end; a scope is started anew only after it has ended. */
function happensInOpenScopes(history: readonly HistoryEvent[]): boolean {
  let open: readonly (readonly number[])[] = [];
  for (const { kind, frame } of history) {
    const isOpen = frame.length === 0 || open.some((scope) => scope.join() === frame.join());
    if (SCOPE_STARTS.has(kind) === isOpen) return false;
    if (SCOPE_STARTS.has(kind)) open = [...open, frame];
    if (SCOPE_ENDS.has(kind)) open = open.filter((scope) => !isWithin(scope, frame));
  }
  return true;
}

/** The invariants of one history, complete or still growing. */
export const historyInvariants: readonly HistoryInvariant[] = [
  { name: 'starts-with-execution-started', holds: (history) => history.length === 0 || history.findIndex((event) => event.kind === 'execution-started') === 0 },
  { name: 'starts-once', holds: (history) => history.filter((event) => event.kind === 'execution-started').length <= 1 },
  { name: 'sequence-without-gaps', holds: (history) => history.every((event, index) => event.sequence === index + 1) },
  { name: 'nothing-after-the-one-terminal-event', holds: hasNothingAfterEnd },
  { name: 'every-scheduled-attempt-has-one-end', holds: hasOneEndPerAttempt },
  { name: 'a-state-is-left-once-and-only-after-it-was-entered', holds: leavesOnlyWhatWasEntered },
  { name: 'everything-happens-in-a-scope-that-is-open', holds: happensInOpenScopes },
];

/** Names of the invariants that a history breaks; empty when it keeps them all. */
export function brokenInvariants(history: readonly HistoryEvent[]): readonly string[] {
  return historyInvariants.filter((invariant) => !invariant.holds(history)).map((invariant) => invariant.name);
}
