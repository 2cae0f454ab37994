import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { createRandom } from '#shared/core/kernel/random.ts';
import type { CancelItem, WorkItem } from '#shared/core/work/message.ts';
import type { Delivery } from '#shared/ports/task-queue.ts';
import { completeTask, failTask, type AdvancePorts } from './advance-execution.ts';
import { backoffMs } from './backoff.ts';
import type { EnginePorts } from './engine-ports.ts';
import { failureFields, isRetryable } from './failure-code.ts';
import { parseWorkMessage } from './work-messages.ts';

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

/** Who carries local work out, and how much of it at a time. */
export interface LocalWorkerOptions {
  readonly executor: TaskExecutor;
  /** Work items at the same time. */
  readonly concurrency?: number;
  /** No attempt takes longer than nine tenths of this: the message must not come again while it is worked on. */
  readonly leaseMs?: number;
}

/** Local work items at the same time. */
export const LOCAL_CONCURRENCY_DEFAULT = 16;

/** After this time a local work item whose worker died comes again. */
export const LOCAL_LEASE_MS_DEFAULT = 120_000;
const LOCAL_BACKOFF = { minMs: 200, maxMs: 30_000 } as const;

type WorkerPorts = AdvancePorts & Pick<EnginePorts, 'taskQueue' | 'topics'>;

/** Workers for the local topic of one process. */
export interface LocalWorker {
  /** Takes as much work as there is room for and starts it, without waiting for its end. Returns how much it took. Errors: `UWF-5002`. */
  work(): Promise<number>;
  /** Resolves when everything that was started has ended. */
  drain(): Promise<void>;
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

async function answer(ports: WorkerPorts, item: WorkItem, outcome: TaskOutcome): Promise<void> {
  const { executionId, attemptId } = item;
  if (outcome.ok) await completeTask(ports, { executionId, attemptId, output: outcome.output });
  else await failTask(ports, { executionId, attemptId, error: outcome.error, cause: outcome.cause });
}

async function carryOut(ports: WorkerPorts, item: WorkItem, options: Required<LocalWorkerOptions>): Promise<void> {
  const remainingMs = (item.deadline ?? Number.POSITIVE_INFINITY) - ports.clock.now();
  if (remainingMs <= 0) {
    ports.logger.info('task-past-deadline', { executionId: item.executionId, attemptId: item.attemptId });
    return;
  }
  const outcome = await executeWithin(options.executor, item, Math.min(remainingMs, Math.floor(options.leaseMs * 0.9)));
  if (outcome !== 'pending') await answer(ports, item, outcome);
}

async function handle(ports: WorkerPorts, delivery: Delivery, options: Required<LocalWorkerOptions>): Promise<void> {
  const topic = ports.topics.local;
  const message = parseWorkMessage(delivery.body);
  if (!message.ok) return ports.taskQueue.deadLetter({ topic, receipt: delivery.receipt, reason: 'malformed-message' });
  try {
    // The queue keeps the order of an execution, so a cancellation arrives when nobody works on its attempt: it may only be pending.
    if (message.value.kind === 'run') await carryOut(ports, message.value, options);
    else await options.executor.cancel?.(message.value);
  } catch (thrown) {
    ports.logger.warn('task-answer-postponed', { messageId: delivery.id, ...failureFields(thrown) });
    const pause = backoffMs(LOCAL_BACKOFF, delivery.deliveries, createRandom(ports.ids.seed()));
    return ports.taskQueue.release({ topic, receipts: [delivery.receipt], availableAt: ports.clock.now() + pause });
  }
  await ports.taskQueue.acknowledge({ topic, receipts: [delivery.receipt] });
}

/**
 * Carries out work items of the local topic and answers them. At least once: a worker that dies lets its lease end, and the attempt is
 * carried out again. An attempt past its deadline is not run; the engine's own timer has ended it.
 */
export function createLocalWorker(ports: WorkerPorts, given: LocalWorkerOptions): LocalWorker {
  const options = { concurrency: LOCAL_CONCURRENCY_DEFAULT, leaseMs: LOCAL_LEASE_MS_DEFAULT, ...given };
  const running = new Set<Promise<void>>();
  const start = (delivery: Delivery): void => {
    const work = handle(ports, delivery, options)
      .catch((thrown: unknown) => ports.logger.warn('task-left-to-its-lease', { messageId: delivery.id, ...failureFields(thrown) }))
      .finally(() => {
        running.delete(work);
        ports.commits?.notify();
      });
    running.add(work);
  };
  return {
    work: async () => {
      const room = options.concurrency - running.size;
      if (room <= 0) return 0;
      const deliveries = await ports.taskQueue.receive({ topic: ports.topics.local, consumer: 'local-worker', max: room, leaseMs: options.leaseMs, now: ports.clock.now() });
      deliveries.forEach(start);
      return deliveries.length;
    },
    drain: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
