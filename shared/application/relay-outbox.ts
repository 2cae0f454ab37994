import { assert } from '#shared/core/kernel/assert.ts';
import type { OutboxEntry } from '#shared/ports/execution-store.ts';
import type { QueueMessage } from '#shared/ports/task-queue.ts';
import type { EnginePorts } from './engine-ports.ts';
import { failureFields } from './failure-code.ts';
import { parseOutboxPayload, type OutboxContent } from './transition.ts';
import { encodeCancelItem, encodeWorkItem } from './work-messages.ts';

/** Entries relayed at once. */
export const RELAY_ENTRIES_MAX_DEFAULT = 100;

/** After this time an entry whose relay died is relayed by another. */
export const RELAY_LEASE_MS_DEFAULT = 10_000;

type RelayPorts = Pick<EnginePorts, 'clock' | 'logger' | 'executionStore' | 'taskQueue' | 'topics' | 'programs'>;

interface RoutedMessage {
  readonly topic: string;
  readonly message: QueueMessage;
}

/**
 * Work of the target's own zone stays in it; everything else goes to the bank. A state without a placement goes to the bank as well:
 * that zone may hold any tier, and the runner refuses what its own copy of the program does not know.
 */
async function topicFor({ programs, topics }: RelayPorts, content: OutboxContent): Promise<string> {
  const { placement } = (await programs.load(content.revision)).stored.program;
  const task = Object.hasOwn(placement.tasks, content.state) ? placement.tasks[content.state] : undefined;
  return task?.zone === placement.zone ? topics.local : topics.commands;
}

async function dispatchTask(ports: RelayPorts, entry: OutboxEntry): Promise<RoutedMessage> {
  const content = parseOutboxPayload(entry.payload);
  assert(content.ok, 'an outbox entry holds what transitionOf wrote');
  const { message } = content.value;
  const body = message.kind === 'run' ? encodeWorkItem(message) : encodeCancelItem(message);
  return { topic: await topicFor(ports, content.value), message: { id: entry.id, key: entry.executionId, body } };
}

function byTopic(routed: readonly RoutedMessage[]): ReadonlyMap<string, readonly QueueMessage[]> {
  const groups = new Map<string, QueueMessage[]>();
  for (const { topic, message } of routed) {
    const group = groups.get(topic) ?? [];
    groups.set(topic, group);
    group.push(message);
  }
  return groups;
}

interface RoutedEntry extends RoutedMessage {
  readonly entryId: string;
}

/** An entry that cannot be routed stays in the outbox, to be seen by an operator; the others must not wait for it. */
async function routeAll(ports: RelayPorts, entries: readonly OutboxEntry[]): Promise<readonly RoutedEntry[]> {
  const routed: RoutedEntry[] = [];
  for (const entry of entries) {
    try {
      routed.push({ ...(await dispatchTask(ports, entry)), entryId: entry.id });
    } catch (thrown) {
      ports.logger.error('outbox-entry-not-routed', { entryId: entry.id, executionId: entry.executionId, ...failureFields(thrown) });
    }
  }
  return routed;
}

/**
 * Publishes what the outbox holds and removes it. At least once: after a crash in between, an entry is published again under the same
 * message id, by which queue and receivers remove duplicates. Returns how many entries were relayed.
 * Errors: `UWF-5001`, `UWF-5002`; what was not settled comes again after its lease.
 */
export async function relayOutbox(ports: RelayPorts, options: { readonly max?: number; readonly leaseMs?: number } = {}): Promise<number> {
  const { max = RELAY_ENTRIES_MAX_DEFAULT, leaseMs = RELAY_LEASE_MS_DEFAULT } = options;
  const entries = await ports.executionStore.claimOutbox({ now: ports.clock.now(), leaseMs, max });
  const routed = await routeAll(ports, entries);
  if (routed.length === 0) return 0;
  for (const [topic, messages] of byTopic(routed)) await ports.taskQueue.publish({ topic, messages });
  await ports.executionStore.settleOutbox({ entryIds: routed.map((entry) => entry.entryId) });
  return routed.length;
}
