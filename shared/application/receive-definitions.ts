import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { DefinitionNotice } from '#shared/core/work/message.ts';
import type { Delivery } from '#shared/ports/task-queue.ts';
import { revisionOf } from './definition-revision.ts';
import type { EnginePorts } from './engine-ports.ts';
import { failureFields } from './failure-code.ts';
import { parseDefinitionNotice } from './work-messages.ts';

/** Notices taken at once. */
export const NOTICES_MAX_DEFAULT = 8;

/** After this time a notice whose receiver died comes again. */
export const NOTICE_LEASE_MS_DEFAULT = 60_000;
const NOTICE_RETRY_MS = 2_000;

type ReceivePorts = Pick<EnginePorts, 'clock' | 'digest' | 'definitionStore' | 'taskQueue' | 'topics' | 'logger'>;

/** What the receiving zone judges notices by. */
export interface ReceiveOptions {
  /** What this zone's own handlers say of themselves; nothing of the notice is believed. */
  readonly catalogue: readonly CatalogueEntry[];
  readonly max?: number;
  readonly leaseMs?: number;
}

/** Why a notice was not taken: goes with it to the dead letters. */
type Refusal = 'malformed-message' | 'definition-refused' | 'revision-mismatch' | 'version-conflict';

async function register(ports: ReceivePorts, notice: DefinitionNotice, catalogue: readonly CatalogueEntry[]): Promise<Refusal | undefined> {
  const { target, resources, optimisation } = notice;
  const level = optimisation === undefined ? {} : { optimisation };
  const compiled = compileDefinition({ text: JSON.stringify(notice.source), target, catalogue, resources: new Map(Object.entries(resources ?? {})), ...level });
  if (!compiled.accepted) return 'definition-refused';
  const { program } = compiled;
  const revision = revisionOf(ports.digest, program);
  if (revision !== notice.revision) return 'revision-mismatch';
  const parts = { ...(resources === undefined ? {} : { resources }), ...level };
  const pinned = Object.keys(parts).length === 0 ? {} : { pinned: parts };
  const stored = { identity: program.identity, revision, program, ...pinned, registeredAt: ports.clock.now(), registeredBy: notice.registeredBy, inline: notice.inline === true };
  const outcome = await ports.definitionStore.put({ stored });
  if (outcome === 'conflict') return 'version-conflict';
  ports.logger.info('definition-received', { revision, outcome });
  return undefined;
}

async function refusalOf(ports: ReceivePorts, delivery: Delivery, catalogue: readonly CatalogueEntry[]): Promise<Refusal | undefined> {
  const notice = parseDefinitionNotice(delivery.body);
  return notice.ok ? register(ports, notice.value, catalogue) : 'malformed-message';
}

async function receiveOne(ports: ReceivePorts, delivery: Delivery, catalogue: readonly CatalogueEntry[]): Promise<void> {
  const topic = ports.topics.control;
  const { receipt } = delivery;
  try {
    const refusal = await refusalOf(ports, delivery, catalogue);
    if (refusal === undefined) return await ports.taskQueue.acknowledge({ topic, receipts: [receipt] });
    ports.logger.warn('definition-notice-refused', { messageId: delivery.id, reason: refusal });
    await ports.taskQueue.deadLetter({ topic, receipt, reason: refusal });
  } catch (thrown) {
    ports.logger.warn('definition-notice-postponed', { messageId: delivery.id, ...failureFields(thrown) });
    await ports.taskQueue.release({ topic, receipts: [receipt], availableAt: ports.clock.now() + NOTICE_RETRY_MS });
  }
}

/**
 * Takes definitions that were registered in the cloud zone. This zone compiles each one again, with its own catalogue and the texts that came
 * with it, fetching nothing, and takes it only when it comes to the same revision: the cloud can then delay work, but not change what is done
 * with data here. What is refused goes to the dead letters with a reason code. Idempotent. Returns how many notices were handled. Errors: `UWF-5002`.
 */
export async function receiveDefinitions(ports: ReceivePorts, options: ReceiveOptions): Promise<number> {
  const { catalogue, max = NOTICES_MAX_DEFAULT, leaseMs = NOTICE_LEASE_MS_DEFAULT } = options;
  const deliveries = await ports.taskQueue.receive({ topic: ports.topics.control, consumer: 'definitions', max, leaseMs, now: ports.clock.now() });
  for (const delivery of deliveries) await receiveOne(ports, delivery, catalogue);
  return deliveries.length;
}
