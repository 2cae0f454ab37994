import type { Delivery } from '#shared/ports/task-queue.ts';
import type { Counters } from './counters.ts';
import { BATCH_MAX } from './limits.ts';
import { parseCommand, type RejectCode } from './parse-message.ts';
import type { RunnerPorts, RunnerSettings } from './runner-ports.ts';

/**
 * One turn of taking commands in: verify, write to the inbox, then acknowledge (protocol §7). Runs no task, so nothing can block the topic.
 * What cannot be read goes to the dead letters with a code. True when there may be more right away.
 */
export async function ingestCommands(ports: RunnerPorts, settings: RunnerSettings, counters: Counters): Promise<boolean> {
  const topic = settings.topics.commands;
  const deliveries = await ports.queue.receive({ topic, consumer: settings.worker, max: BATCH_MAX, leaseMs: settings.leaseMs, now: ports.clock.now() });
  const taken: string[] = [];
  for (const delivery of deliveries) {
    const reject = await takeIn(ports, delivery, counters);
    if (reject === undefined) taken.push(delivery.receipt);
    else await ports.queue.deadLetter({ topic, receipt: delivery.receipt, reason: reject });
  }
  if (taken.length > 0) await ports.queue.acknowledge({ topic, receipts: taken });
  return deliveries.length > 0;
}

async function takeIn(ports: RunnerPorts, delivery: Delivery, counters: Counters): Promise<RejectCode | undefined> {
  const command = parseCommand(delivery.body, delivery.key);
  const now = ports.clock.now();
  if (!command.ok) {
    counters.rejected(command.error);
    ports.logger.warn('command-rejected', { code: command.error });
    return command.error;
  }
  const { attemptId, executionId } = command.value;
  if (command.value.kind === 'cancel') {
    const outcome = await ports.inbox.cancel({ attemptId, executionId, now });
    ports.logger.info('cancel-received', { attemptId, executionId, outcome });
    return undefined;
  }
  const outcome = await ports.inbox.accept({ attemptId, executionId, message: delivery.body, now });
  if (outcome === 'accepted') counters.accepted();
  return undefined;
}
