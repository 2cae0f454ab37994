import { assert } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { OutboxEntry } from '#shared/ports/execution-store.ts';
import type { QueueMessage } from '#shared/ports/task-queue.ts';
import type { RoutedTask } from './door/dispatch-tasks.ts';
import type { EnginePorts } from './engine-ports.ts';
import { failureFields } from './failure-code.ts';
import { placedWork } from './placed-task.ts';
import { parseOutboxPayload } from './transition.ts';
import { encodeCancelItem, encodeWorkItem } from './work-messages.ts';

/** Entries relayed at once. */
export const RELAY_ENTRIES_MAX_DEFAULT = 100;

/** After this time an entry whose relay died is relayed by another. */
export const RELAY_LEASE_MS_DEFAULT = 10_000;

type RelayPorts = Pick<EnginePorts, 'clock' | 'logger' | 'executionStore' | 'taskQueue' | 'topics' | 'programs' | 'door'>;

/** What goes where: work of the target's own zone into its queue, everything else through the door. */
type RoutedEntry = { readonly entryId: string } & ({ readonly local: QueueMessage } | { readonly foreign: RoutedTask });

/** Work of the target's own zone stays in it; everything else goes to the bank. */
async function route(ports: RelayPorts, entry: OutboxEntry): Promise<RoutedEntry> {
  const content = parseOutboxPayload(entry.payload);
  assert(content.ok, 'an outbox entry holds what transitionOf wrote');
  const { message } = content.value;
  const { stored } = await ports.programs.load(content.value.revision);
  const { isLocal, priority } = placedWork(stored.program.placement, content.value.state, content.value.priority);
  if (isLocal) return { entryId: entry.id, local: { id: entry.id, key: entry.executionId, body: message.kind === 'run' ? encodeWorkItem(message) : encodeCancelItem(message) } };
  if (ports.door === undefined) throw new UwfError('UWF-5004', 'this system has no door to the zone of a task');
  // The runner knows the effects of its own handlers; what is said here could only make them stricter.
  return { entryId: entry.id, foreign: message.kind === 'run' ? { item: message, effect: 'idempotent', priority } : { item: message, why: 'stopped', priority } };
}

/** An entry that cannot be routed stays in the outbox, to be seen by an operator; the others must not wait for it. */
async function routeAll(ports: RelayPorts, entries: readonly OutboxEntry[]): Promise<readonly RoutedEntry[]> {
  const routed: RoutedEntry[] = [];
  for (const entry of entries) {
    try {
      routed.push(await route(ports, entry));
    } catch (thrown) {
      ports.logger.error('outbox-entry-not-routed', { entryId: entry.id, executionId: entry.executionId, ...failureFields(thrown) });
    }
  }
  return routed;
}

/**
 * Hands over what the outbox holds and removes it. At least once: after a crash in between, an entry is handed over again under the same
 * id, by which queue and door remove duplicates. Returns how many entries were relayed.
 * Errors: `UWF-5001`, `UWF-5002`; what was not settled comes again after its lease.
 */
export async function relayOutbox(ports: RelayPorts, options: { readonly max?: number; readonly leaseMs?: number } = {}): Promise<number> {
  const { max = RELAY_ENTRIES_MAX_DEFAULT, leaseMs = RELAY_LEASE_MS_DEFAULT } = options;
  const entries = await ports.executionStore.claimOutbox({ now: ports.clock.now(), leaseMs, max });
  const routed = await routeAll(ports, entries);
  if (routed.length === 0) return 0;
  const local = routed.flatMap((entry) => ('local' in entry ? [entry.local] : []));
  const foreign = routed.flatMap((entry) => ('foreign' in entry ? [entry.foreign] : []));
  if (local.length > 0) await ports.taskQueue.publish({ topic: ports.topics.local, messages: local });
  if (foreign.length > 0) await ports.door?.dispatch(foreign);
  await ports.executionStore.settleOutbox({ entryIds: routed.map(({ entryId }) => entryId) });
  return routed.length;
}
