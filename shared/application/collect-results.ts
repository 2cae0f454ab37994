import { createRandom } from '#shared/core/kernel/random.ts';
import type { WorkAnswer } from '#shared/core/work/message.ts';
import type { Delivery } from '#shared/ports/task-queue.ts';
import { completeTask, failTask, type AdvanceOutcome, type AdvancePorts } from './advance-execution.ts';
import { backoffMs } from './backoff.ts';
import type { EnginePorts } from './engine-ports.ts';
import { failureFields } from './failure-code.ts';
import { parseWorkAnswer } from './work-messages.ts';

/** Answers taken at once. */
export const COLLECT_MESSAGES_MAX_DEFAULT = 32;

/** After this time an answer whose collector died comes again. */
export const COLLECT_LEASE_MS_DEFAULT = 30_000;

/** How long an answer waits that could not be taken; ten deliveries of it last for some minutes. */
export const COLLECT_BACKOFF = { minMs: 200, maxMs: 60_000 } as const;

type CollectPorts = AdvancePorts & Pick<EnginePorts, 'taskQueue' | 'topics'>;

async function tell(ports: CollectPorts, answer: WorkAnswer): Promise<AdvanceOutcome> {
  const { executionId, attemptId } = answer;
  if (answer.outcome === 'succeeded') return completeTask(ports, { executionId, attemptId, output: answer.output });
  return failTask(ports, { executionId, attemptId, error: answer.error, cause: answer.cause });
}

async function bury(ports: CollectPorts, delivery: Delivery, reason: string): Promise<void> {
  ports.logger.warn('result-refused', { messageId: delivery.id, reason });
  await ports.taskQueue.deadLetter({ topic: ports.topics.results, receipt: delivery.receipt, reason });
}

async function postpone(ports: CollectPorts, delivery: Delivery, thrown: unknown): Promise<void> {
  ports.logger.warn('result-postponed', { messageId: delivery.id, ...failureFields(thrown) });
  const pause = backoffMs(COLLECT_BACKOFF, delivery.deliveries, createRandom(ports.ids.seed()));
  await ports.taskQueue.release({ topic: ports.topics.results, receipts: [delivery.receipt], availableAt: ports.clock.now() + pause });
}

async function take(ports: CollectPorts, delivery: Delivery, answer: WorkAnswer): Promise<void> {
  try {
    const outcome = await tell(ports, answer);
    if (outcome.kind !== 'advanced') ports.logger.info('result-not-awaited', { executionId: answer.executionId, attemptId: answer.attemptId, outcome: outcome.kind });
  } catch (thrown) {
    return postpone(ports, delivery, thrown);
  }
  await ports.taskQueue.acknowledge({ topic: ports.topics.results, receipts: [delivery.receipt] });
}

async function collectOne(ports: CollectPorts, delivery: Delivery): Promise<void> {
  const answer = parseWorkAnswer(delivery.body);
  if (!answer.ok) return bury(ports, delivery, 'malformed-message');
  if (answer.value.executionId !== delivery.key) return bury(ports, delivery, 'key-mismatch');
  await take(ports, delivery, answer.value);
}

/**
 * Takes answers of the runner and tells them to their executions; each is acknowledged after the commit, so none is lost and a repeated
 * one changes nothing. What is not an answer goes to the dead letters with a reason code. Returns how many messages were handled.
 * Errors: `UWF-5002`.
 */
export async function collectResults(ports: CollectPorts, options: { readonly max?: number; readonly leaseMs?: number } = {}): Promise<number> {
  const { max = COLLECT_MESSAGES_MAX_DEFAULT, leaseMs = COLLECT_LEASE_MS_DEFAULT } = options;
  const deliveries = await ports.taskQueue.receive({ topic: ports.topics.results, consumer: 'collector', max, leaseMs, now: ports.clock.now() });
  await Promise.all(deliveries.map((delivery) => collectOne(ports, delivery)));
  return deliveries.length;
}
