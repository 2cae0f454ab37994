import { advance } from '../interpreter/advance.ts';
import type { Command } from '../interpreter/command.ts';
import type { ExecutionEvent } from '../interpreter/event.ts';
import type { HistoryEvent } from '../interpreter/history-event.ts';
import type { Step } from '../interpreter/model.ts';
import { scopeFrame } from '../interpreter/scope-apart.ts';
import type { Snapshot } from '../interpreter/snapshot.ts';
import { InvariantError, unreachable } from '../kernel/assert.ts';
import { STATUS_UNITS_MAX } from './limits.ts';
import type { DurableProgram, PendingTimer, ScheduledAttempt, ScopeStart } from './model.ts';
import { instanceOf, shortIdOf } from './names.ts';

/** An event of the interpreter without the time and the seed that are added here. */
export type Happened = ExecutionEvent extends infer E ? (E extends ExecutionEvent ? Omit<E, 'at' | 'seed'> : never) : never;

/** The attempt that is awaited: `new` until somebody has it, then `out`. */
export interface AwaitedAttempt {
  readonly command: ScheduledAttempt;
  readonly phase: 'new' | 'out';
  readonly tries: number;
}

/**
 * One generation of an orchestration while it runs. It is changed in place by one conversation, and lives as long as that; everything in it follows from
 * the input and the answers.
 */
export interface Run {
  readonly program: DurableProgram;
  readonly start: ScopeStart;
  readonly instanceId: string;
  snapshot: Snapshot;
  /** Time of the last answer. */
  at: number;
  /** Turns of the interpreter, over all generations. */
  turns: number;
  /** Requests of this generation. */
  requests: number;
  /** Facts that are not in the journal yet. */
  unrecorded: readonly HistoryEvent[];
  timers: readonly PendingTimer[];
  attempt: AwaitedAttempt | undefined;
  /** Attempts that nobody waits for any more, still to be told. */
  cancelled: readonly Extract<Command, { kind: 'cancel-task' }>[];
  /** Ids of scopes that were started in this generation and have not told their end. */
  readonly live: Set<string>;
  /** Ids of scopes that have told their end. */
  told: readonly string[];
}

/** A generation before its first request. */
export function beginRun(program: DurableProgram, start: ScopeStart, at: number): Run {
  const { snapshot, progress } = start;
  const attempt = progress?.attempt;
  return {
    program,
    start,
    instanceId: instanceOf(snapshot),
    snapshot,
    at,
    turns: progress?.turns ?? 0,
    requests: 0,
    unrecorded: [],
    timers: progress?.timers ?? [],
    attempt: attempt === undefined ? undefined : { command: attempt, phase: 'new', tries: 0 },
    cancelled: [],
    live: new Set(),
    told: [],
  };
}

function take(run: Run, command: Command): void {
  switch (command.kind) {
    case 'schedule-task':
      run.attempt = { command, phase: 'new', tries: 0 };
      return;
    case 'cancel-task':
      run.cancelled = [...run.cancelled, command];
      return;
    case 'start-timer':
      run.timers = [...run.timers.filter(({ timerId }) => timerId !== command.timerId), { timerId: command.timerId, dueAt: command.dueAt }];
      return;
    case 'clear-timer':
      run.timers = run.timers.filter(({ timerId }) => timerId !== command.timerId);
      return;
    default:
      return unreachable(command);
  }
}

/** A fault of ours stops the execution that shows it, with what it came to. Any other error is not ours to judge. */
function advanceOrHalt(run: Run, event: ExecutionEvent): Step {
  try {
    return advance(run.program.program, run.snapshot, event);
  } catch (fault) {
    if (!(fault instanceof InvariantError)) throw fault;
    return advance(run.program.program, run.snapshot, { kind: 'stop-requested', reason: 'engine-fault', at: event.at, seed: event.seed });
  }
}

/** A scope that is carried out alone begins and ends like an execution, which is for the scope around it to tell. */
function isTold({ snapshot }: Run, { kind }: HistoryEvent): boolean {
  return snapshot.apart === undefined || !kind.startsWith('execution-');
}

/** One turn of the interpreter. Its seed comes from the starter's and the number of the turn, so that a replay has the same. */
export function takeTurn(run: Run, happened: Happened): void {
  run.turns += 1;
  const event: ExecutionEvent = { ...happened, at: run.at, seed: `${run.start.seed}:${run.turns}` };
  const step = advanceOrHalt(run, event);
  run.snapshot = step.snapshot;
  run.unrecorded = [...run.unrecorded, ...step.events.filter((fact) => isTold(run, fact))];
  if (happened.kind === 'timer-fired') run.timers = run.timers.filter(({ timerId }) => timerId !== happened.timerId);
  step.commands.forEach((command) => take(run, command));
}

/** The timer that is due first; of several the one that was asked for first. */
export function firstTimer({ timers }: Run): PendingTimer | undefined {
  return timers.reduce<PendingTimer | undefined>((first, timer) => (first === undefined || timer.dueAt < first.dueAt ? timer : first), undefined);
}

/** What the orchestration shows: its state, the attempt that somebody else has, and its scopes by their short ids. */
export function statusOf({ snapshot, attempt, live }: Run): string {
  const state = scopeFrame(snapshot)?.state;
  const shown = {
    ...(state === undefined ? {} : { state }),
    ...(attempt === undefined ? {} : { attempt: attempt.command.attemptId }),
    ...(live.size === 0 ? {} : { scopes: [...live].map(shortIdOf).join(' ') }),
  };
  const text = JSON.stringify(shown);
  return text.length <= STATUS_UNITS_MAX ? text : JSON.stringify({ ...shown, state: '' });
}
