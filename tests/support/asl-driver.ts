import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { Command } from '#shared/core/interpreter/command.ts';
import type { ExecutionEvent } from '#shared/core/interpreter/event.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { Program } from '#shared/core/interpreter/program.ts';
import type { ExecutionFacts, Snapshot } from '#shared/core/interpreter/snapshot.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

/** What a fake task does with an attempt. `never`: it does not answer at all. */
export type FakeAnswer =
  | { readonly kind: 'succeeded'; readonly output: JsonValue; readonly afterMs?: number }
  | { readonly kind: 'failed'; readonly error?: string; readonly cause?: string; readonly afterMs?: number }
  | { readonly kind: 'never' };

export type ScheduledTask = Extract<Command, { kind: 'schedule-task' }>;

export interface DriverOptions {
  readonly task: (task: ScheduledTask) => FakeAnswer;
  readonly startAt?: number;
  /** Outside events at set times, beside what tasks and timers bring. */
  readonly events?: readonly { readonly at: number; readonly event: Unstamped }[];
  /** Puts a snapshot through whatever a store would do to it. */
  readonly store?: (snapshot: Snapshot) => Snapshot;
  /** Deliver every event twice. */
  readonly duplicate?: boolean;
  /** After so many turns an execution is left running, where otherwise one that goes on for ever fails the test. */
  readonly turnsMax?: number;
}

export type Unstamped = ExecutionEvent extends infer E ? (E extends ExecutionEvent ? Omit<E, 'at' | 'seed'> : never) : never;

export interface DriverResult {
  readonly snapshot: Snapshot;
  readonly history: readonly HistoryEvent[];
  readonly events: readonly ExecutionEvent[];
  readonly commands: readonly Command[];
  /** It was left running while there was more to come. */
  readonly isEndless: boolean;
}

interface Due {
  readonly at: number;
  readonly order: number;
  readonly event: Unstamped;
}

/** A turn count that no test needs; a machine that goes on for ever is a failing test, not a hanging one. */
const TURNS_MAX = 100_000;

/** The agenda of a virtual clock: what comes next, by time, then by the order in which it was asked for. */
function createAgenda() {
  let due: Due[] = [];
  let order = 0;
  const remove = (matches: (event: Unstamped) => boolean): void => {
    due = due.filter((entry) => !matches(entry.event));
  };
  return {
    add: (at: number, event: Unstamped): void => {
      order += 1;
      due.push({ at, order, event });
    },
    remove,
    removeTimer: (timerId: string): void => remove((event) => event.kind === 'timer-fired' && event.timerId === timerId),
    next: (): Due | undefined => {
      due.sort((left, right) => left.at - right.at || left.order - right.order);
      return due.shift();
    },
  };
}

function answerEvent(attemptId: string, answer: Exclude<FakeAnswer, { kind: 'never' }>): Unstamped {
  if (answer.kind === 'succeeded') return { kind: 'task-succeeded', attemptId, output: answer.output };
  const error = answer.error === undefined ? {} : { error: answer.error };
  return { kind: 'task-failed', attemptId, ...error, ...(answer.cause === undefined ? {} : { cause: answer.cause }) };
}

/** Runs an execution to its end against fake tasks and a clock that jumps from event to event. */
export function driveExecution(program: Program, facts: ExecutionFacts, options: DriverOptions): DriverResult {
  const agenda = createAgenda();
  const history: HistoryEvent[] = [];
  const events: ExecutionEvent[] = [];
  const commands: Command[] = [];
  const store = options.store ?? ((snapshot: Snapshot) => snapshot);
  let snapshot = store(startSnapshot(facts));
  let now = options.startAt ?? facts.startedAt;

  const perform = (command: Command): void => {
    commands.push(command);
    if (command.kind === 'start-timer') {
      agenda.removeTimer(command.timerId);
      agenda.add(command.dueAt, { kind: 'timer-fired', timerId: command.timerId });
    }
    if (command.kind === 'clear-timer') agenda.removeTimer(command.timerId);
    if (command.kind !== 'schedule-task') return;
    const answer = options.task(command);
    if (answer.kind !== 'never') agenda.add(now + (answer.afterMs ?? 0), answerEvent(command.attemptId, answer));
  };

  const deliver = (event: Unstamped): void => {
    const stamped: ExecutionEvent = { ...event, at: now, seed: `seed-${events.length}` };
    const step = advance(program, snapshot, stamped);
    events.push(stamped);
    history.push(...step.events);
    snapshot = store(step.snapshot);
    step.commands.forEach(perform);
  };

  agenda.add(now, { kind: 'execution-started' });
  for (const { at, event } of options.events ?? []) agenda.add(at, event);
  let isEndless = false;
  for (let turn = 0; snapshot.status === 'running'; turn += 1) {
    assert(turn < TURNS_MAX, 'a driven execution ends');
    isEndless = turn === options.turnsMax;
    if (isEndless) break;
    const due = agenda.next();
    if (due === undefined) break;
    now = Math.max(now, due.at);
    deliver(due.event);
    if (options.duplicate === true) deliver(due.event);
  }
  return { snapshot, history, events, commands, isEndless };
}
