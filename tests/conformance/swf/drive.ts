import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { Command } from '#shared/core/interpreter/command.ts';
import type { ExecutionEvent } from '#shared/core/interpreter/event.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { Program } from '#shared/core/interpreter/program.ts';
import type { ExecutionFacts, Snapshot } from '#shared/core/interpreter/snapshot.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

export type ScheduledTask = Extract<Command, { kind: 'schedule-task' }>;

/** How a task ended, at once or later in virtual time. */
export type TaskAnswer =
  | { readonly ok: true; readonly output: JsonValue; readonly afterMs?: number }
  | { readonly ok: false; readonly error: string; readonly cause: string; readonly afterMs?: number };

/** What does the tasks of one execution. */
export interface TaskWorld {
  /** `complete` may also be called later, for example by the answer of another task. */
  start(task: ScheduledTask, complete: (answer: TaskAnswer) => void): Promise<void>;
  cancel(attemptId: string): void;
  /** Nothing else will happen: the world may send what it has from outside. False when it has nothing more. */
  idle(): boolean;
  /** Told whenever the clock moves on. */
  tick(now: number): void;
}

export interface DriveResult {
  readonly snapshot: Snapshot;
  readonly history: readonly HistoryEvent[];
  /** Virtual milliseconds from start to end. */
  readonly tookMs: number;
}

type Unstamped = ExecutionEvent extends infer E ? (E extends ExecutionEvent ? Omit<E, 'at' | 'seed'> : never) : never;

interface Due {
  readonly at: number;
  readonly order: number;
  readonly event: Unstamped;
}

/** An execution with more turns is taken for an endless one. */
const TURNS_MAX = 20_000;

class Agenda {
  private due: Due[] = [];
  private order = 0;

  add(at: number, event: Unstamped): void {
    this.order += 1;
    this.due.push({ at, order: this.order, event });
  }

  removeTimer(timerId: string): void {
    this.due = this.due.filter(({ event }) => !(event.kind === 'timer-fired' && event.timerId === timerId));
  }

  /** True when something is to happen at once. */
  isDue(now: number): boolean {
    return this.due.some(({ at }) => at <= now);
  }

  next(): Due | undefined {
    this.due.sort((left, right) => left.at - right.at || left.order - right.order);
    return this.due.shift();
  }
}

function answerEvent(attemptId: string, answer: TaskAnswer): Unstamped {
  return answer.ok ? { kind: 'task-succeeded', attemptId, output: answer.output } : { kind: 'task-failed', attemptId, error: answer.error, cause: answer.cause };
}

/** Runs an execution to its end, to where nothing comes any more, or to where it is taken for endless (it is left running), in virtual time. */
export async function drive(program: Program, facts: ExecutionFacts, world: TaskWorld): Promise<DriveResult> {
  const agenda = new Agenda();
  const history: HistoryEvent[] = [];
  let snapshot = startSnapshot(facts);
  let now = facts.startedAt;

  const perform = async (command: Command): Promise<void> => {
    if (command.kind === 'start-timer') {
      agenda.removeTimer(command.timerId);
      agenda.add(command.dueAt, { kind: 'timer-fired', timerId: command.timerId });
    }
    if (command.kind === 'clear-timer') agenda.removeTimer(command.timerId);
    if (command.kind === 'cancel-task') world.cancel(command.attemptId);
    if (command.kind === 'schedule-task') await world.start(command, (answer) => agenda.add(now + (answer.afterMs ?? 0), answerEvent(command.attemptId, answer)));
  };

  agenda.add(now, { kind: 'execution-started' });
  for (let turn = 0; snapshot.status === 'running'; turn += 1) {
    if (turn >= TURNS_MAX) break;
    if (!agenda.isDue(now) && world.idle()) continue;
    const due = agenda.next();
    if (due === undefined) break;
    now = Math.max(now, due.at);
    world.tick(now);
    const step = advance(program, snapshot, { ...due.event, at: now, seed: `turn-${turn}` });
    snapshot = step.snapshot;
    history.push(...step.events);
    for (const command of step.commands) await perform(command);
  }
  return { snapshot, history, tookMs: now - facts.startedAt };
}
