import type { RoutedTask } from '#shared/application/door/dispatch-tasks.ts';
import type { EffectKind } from '#shared/core/protocol/message.ts';
import { PRIORITIES, type Priority } from '#shared/core/kernel/priority.ts';
import type { CompletionOutcome, TaskCompletion } from '#shared/ports/task-completion.ts';

/** How the engine was told that an attempt ended. */
export type Told = 'done' | 'failed' | 'cancelled' | 'in_doubt';

/** An attempt that the engine wants done. */
export interface Attempt {
  readonly executionId: string;
  readonly attemptId: string;
  readonly effect: EffectKind;
  readonly priority: Priority;
  isCancelled: boolean;
  /** The first end that it was told; nothing after it counts. */
  told?: Told;
  /** Everything that it was told, late or not. */
  readonly tellings: Told[];
}

/** The engine: it wants attempts done, cancels some, and takes one end of each. Never restored, but asked for its list after a restore of the cloud. */
export interface Engine extends TaskCompletion {
  readonly attempts: readonly Attempt[];
  /** Commands that nobody has taken into the store yet. */
  outbox(): readonly RoutedTask[];
  settle(taken: readonly RoutedTask[]): void;
  cancel(attempt: Attempt): void;
  /** Offers again everything that has no end: what a restored store may have forgotten. */
  relistWanted(): void;
  /** The same of cancellations. */
  relistUnwanted(): void;
}

const ERRORS: Readonly<Record<string, Told>> = { 'Uwf.TaskCancelled': 'cancelled', 'Uwf.InDoubt': 'in_doubt' };

export function createEngine(effects: readonly EffectKind[]): Engine {
  const attempts = effects.map((effect, index): Attempt => ({
    executionId: `exe-${String(index % 3)}`,
    attemptId: `exe-${String(index % 3)}:${String(index)}`,
    effect,
    priority: PRIORITIES[index % 4] ?? 'normal',
    isCancelled: false,
    tellings: [],
  }));
  const pending = new Set<RoutedTask>(attempts.map(wanted));
  const end = (executionId: string, attemptId: string, told: Told): CompletionOutcome => {
    const attempt = attempts.find((one) => one.attemptId === attemptId && one.executionId === executionId);
    if (attempt === undefined) return 'closed';
    attempt.tellings.push(told);
    if (attempt.told !== undefined) return 'closed';
    attempt.told = told;
    return 'told';
  };
  return {
    attempts,
    outbox: () => [...pending],
    settle: (taken) => taken.forEach((task) => pending.delete(task)),
    cancel: (attempt) => {
      attempt.isCancelled = true;
      pending.add(unwanted(attempt));
    },
    relistWanted: () => attempts.filter(({ told }) => told === undefined).forEach((attempt) => pending.add(wanted(attempt))),
    relistUnwanted: () => attempts.filter(({ told, isCancelled }) => told === undefined && isCancelled).forEach((attempt) => pending.add(unwanted(attempt))),
    complete: async ({ executionId, attemptId }) => end(executionId, attemptId, 'done'),
    fail: async ({ executionId, attemptId, error }) => end(executionId, attemptId, ERRORS[error] ?? 'failed'),
    heartbeat: async ({ attemptId }) => (attempts.some((one) => one.attemptId === attemptId && one.told === undefined) ? 'told' : 'closed'),
  };
}

function wanted({ executionId, attemptId, effect, priority }: Attempt): RoutedTask {
  const definition = { namespace: 'bank', name: 'payment', version: '1.0.0' };
  const revision = 'a'.repeat(64);
  return {
    priority,
    effect,
    item: { kind: 'run', executionId, attemptId, definition, revision, state: 'pay', resource: 'uwf:function:pay:1.0.0', arguments: { amount: 1 }, principal: 'p', retryCount: 0 },
  };
}

function unwanted({ executionId, attemptId, priority }: Attempt): RoutedTask {
  return { priority, why: 'stopped', item: { kind: 'cancel', executionId, attemptId } };
}
