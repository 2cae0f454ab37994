import { createRandom } from '#shared/core/kernel/random.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { Delivery } from '#shared/ports/task-queue.ts';
import { completeTask, failTask, type AdvancePorts } from './advance-execution.ts';
import { backoffMs } from './backoff.ts';
import type { EnginePorts } from './engine-ports.ts';
import { failureFields } from './failure-code.ts';
import { executeWithin, type TaskExecutor, type TaskOutcome } from './task-executor.ts';
import { parseWorkMessage } from './work-messages.ts';

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
