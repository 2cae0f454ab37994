import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DoorOutbox, OutgoingMessage } from '#shared/ports/door-outbox.ts';
import type { EnvelopeWriter } from '#shared/ports/envelope.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { LogMessage, MessageLog } from '#shared/ports/message-log.ts';
import { DOOR_BATCH_MAX_DEFAULT, DOOR_LEASE_MS_DEFAULT } from './settings.ts';

/** What a relay works with, on either side. */
export interface RelayPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly outbox: DoorOutbox;
  readonly writer: EnvelopeWriter;
  readonly log: MessageLog;
}

/**
 * Signs what the outbox holds, publishes it and removes it. At least once: after a crash in between a message is published again, with other
 * signatures and the same payload (ADR 0011, point 5). What grew too old to be accepted is only removed: it is dispatched anew, or asked for
 * again. Returns how many messages were taken. Errors: `UWF-5001`, `UWF-5002`, `UWF-5007`; what was not settled comes again after its lease.
 */
export async function relayMessages(ports: RelayPorts, options: { readonly max?: number; readonly leaseMs?: number } = {}): Promise<number> {
  const { max = DOOR_BATCH_MAX_DEFAULT, leaseMs = DOOR_LEASE_MS_DEFAULT } = options;
  const now = ports.clock.now();
  const messages = await ports.outbox.claimOutbox({ now, leaseMs, max });
  if (messages.length === 0) return 0;
  const fresh = messages.filter(({ claims }) => claims.exp * 1_000 > now);
  const written = await Promise.all(fresh.map((message) => write(ports, message)));
  for (const [topic, records] of byTopic(written.flatMap((record) => record ?? []))) await ports.log.append({ topic, records });
  await ports.outbox.settleOutbox({ mids: messages.map(({ claims }) => claims.mid) });
  return messages.length;
}

interface WrittenRecord extends LogMessage {
  readonly topic: string;
}

/** Undefined for a message that can never be written: the others must not wait for it. The step is found silent, and an operator told. */
async function write({ writer, logger }: RelayPorts, message: OutgoingMessage): Promise<WrittenRecord | undefined> {
  const { claims } = message;
  try {
    return { topic: claims.top, key: 'exe' in claims ? claims.exe : claims.site, value: await writer.write(message) };
  } catch (thrown) {
    if (!(thrown instanceof UwfError) || thrown.entry.disposition === 'retryable') throw thrown;
    logger.error('message-not-written', { type: claims.typ, code: thrown.code, ...('exe' in claims ? { executionId: claims.exe, attemptId: claims.stp } : {}) });
    return undefined;
  }
}

function byTopic(records: readonly WrittenRecord[]): ReadonlyMap<string, readonly LogMessage[]> {
  const topics = new Map<string, LogMessage[]>();
  for (const { topic, key, value } of records) {
    const group = topics.get(topic) ?? [];
    topics.set(topic, group);
    group.push({ key, value });
  }
  return topics;
}
