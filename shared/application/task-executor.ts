import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { CancelItem, WorkItem } from '#shared/core/work/message.ts';
import { isRetryable } from './failure-code.ts';

/** How one attempt ended; `error` is an ASL error name. */
export type TaskOutcome = { readonly ok: true; readonly output: JsonValue } | { readonly ok: false; readonly error: string; readonly cause: string };

/** Carries out work items of the target's own zone. */
export interface TaskExecutor {
  /**
   * `signal` is aborted when nobody waits any more; the answer is then not used. `pending`: somebody else will answer the attempt, be it in a
   * year; until then it costs no worker. Errors that are retryable put the work item off; every other one fails the attempt.
   */
  execute(item: WorkItem, signal: AbortSignal): Promise<TaskOutcome | 'pending'>;
  /** Told of attempts that nobody waits for any more, after `execute` has ended: what is pending is given up. */
  cancel?(item: CancelItem): Promise<void>;
}

/** Runs the executor for a limited time. Whatever it throws is a fault of the handler, told without its message; what is retryable is thrown. */
export async function executeWithin(executor: TaskExecutor, item: WorkItem, limitMs: number): Promise<TaskOutcome | 'pending'> {
  const controller = new AbortController();
  const timedOut = new Promise<TaskOutcome>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve({ ok: false, error: ERROR_NAMES.timeout, cause: 'The task took longer than its worker may hold it' }));
  });
  const timer = setTimeout(() => controller.abort(), limitMs);
  try {
    return await Promise.race([executor.execute(item, controller.signal), timedOut]);
  } catch (thrown) {
    if (isRetryable(thrown)) throw thrown;
    return { ok: false, error: ERROR_NAMES.handlerFailed, cause: 'The handler failed unexpectedly' };
  } finally {
    clearTimeout(timer);
  }
}
