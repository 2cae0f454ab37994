import type { JsonObject } from '#shared/core/kernel/json.ts';
import { CLOCK_SKEW_SECONDS_MAX } from '#shared/core/protocol/limits.ts';
import type { MessageClaims } from '#shared/core/protocol/message.ts';
import type { DefinitionRefusal, RejectCode } from '#shared/core/protocol/reject.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DeadLetterLog } from '#shared/ports/dead-letter-log.ts';
import type { Digest } from '#shared/ports/digest.ts';
import type { SeenMessage } from '#shared/ports/door-outbox.ts';
import type { EnvelopeReader } from '#shared/ports/envelope.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { LogConsumer, LogRecord } from '#shared/ports/message-log.ts';

/** What reading records needs, on either side. */
export interface ReadPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly digest: Digest;
  readonly reader: EnvelopeReader;
  readonly deadLetters: DeadLetterLog;
}

/** A record that is a message. */
export interface ReadMessage {
  readonly record: LogRecord;
  readonly claims: MessageClaims;
  readonly body: JsonObject;
  readonly seen: SeenMessage;
}

/** A record that is none. */
export interface BadRecord {
  readonly record: LogRecord;
  readonly reject: RejectCode | DefinitionRefusal;
  /** Of a message that was good but for its age. */
  readonly claims?: MessageClaims;
}

/** What became of the records of one poll, each in its order. */
export interface ReadBatch {
  readonly messages: readonly ReadMessage[];
  readonly bad: readonly BadRecord[];
}

/** What one turn of a reader came to. */
export interface ReadOutcome {
  readonly records: number;
  /** Records that went to the dead letters. */
  readonly refused: number;
}

/** Where records come from, how many at a time, and how long to wait for the first one. */
export interface RecordSource {
  readonly consumer: LogConsumer;
  readonly waitMs: number;
  readonly max: number;
}

/**
 * One turn of taking records in: verify them, let `take` commit what they mean, and only then say to the log that they are handled. `take` says how many it
 * refused; what it throws brings the records again, so it has to bear them twice. Errors: `UWF-5002`, `UWF-5007`, and those of `take`.
 */
export async function takeRecords(ports: Pick<ReadPorts, 'reader' | 'clock'>, { consumer, waitMs, max }: RecordSource, take: (batch: ReadBatch) => Promise<number>): Promise<ReadOutcome> {
  const records = await consumer.poll({ max, waitMs });
  if (records.length === 0) return { records: 0, refused: 0 };
  try {
    const refused = await take(await readRecords(ports, records));
    await consumer.commit({ records });
    return { records: records.length, refused };
  } catch (thrown) {
    await consumer.rewind({ topics: [...new Set(records.map(({ topic }) => topic))] });
    throw thrown;
  }
}

/**
 * Verifies records (protocol §5). Message ids are compared afterwards, for the whole batch, by {@link withoutKnown}: so a store is asked once.
 * Errors: `UWF-5007`.
 */
async function readRecords({ reader, clock }: Pick<ReadPorts, 'reader' | 'clock'>, records: readonly LogRecord[]): Promise<ReadBatch> {
  const now = clock.now();
  const read = await Promise.all(records.map(async (record) => ({ record, opened: await reader.read({ text: record.value, topic: record.topic, key: record.key, now, seen: notSeen }) })));
  return {
    messages: read.flatMap(({ record, opened }) => (opened.ok ? [{ record, claims: opened.claims, body: opened.body, seen: { mid: opened.claims.mid, hash: opened.payloadHash, until: keptUntil(opened.claims) } }] : [])),
    bad: read.flatMap(({ record, opened }) => (opened.ok ? [] : [{ record, reject: opened.reject, ...(opened.claims === undefined ? {} : { claims: opened.claims }) }])),
  };
}

/**
 * De-duplicates by message id and payload (protocol §5, step 13): what came before, or twice in this batch, is left out; another payload under a
 * known id is `mid-conflict`. A saving and an alarm; what keeps things from happening twice is the row.
 */
export function withoutKnown({ messages, bad }: ReadBatch, known: readonly SeenMessage[]): ReadBatch {
  const hashes = new Map(known.map(({ mid, hash }) => [mid, hash]));
  const fresh: ReadMessage[] = [];
  const conflicts: BadRecord[] = [];
  for (const message of messages) {
    const hash = hashes.get(message.seen.mid);
    if (hash === undefined) fresh.push(message);
    else if (hash !== message.seen.hash) conflicts.push({ record: message.record, reject: 'mid-conflict' });
    hashes.set(message.seen.mid, hash ?? message.seen.hash);
  }
  return { messages: fresh, bad: [...bad, ...conflicts] };
}

/** Says which records were refused, with nothing of what they hold. Errors: those of the port. */
export async function buryRecords({ deadLetters, digest, clock, logger }: Pick<ReadPorts, 'deadLetters' | 'digest' | 'clock' | 'logger'>, bad: readonly BadRecord[]): Promise<void> {
  if (bad.length === 0) return;
  const at = clock.now();
  await deadLetters.append({ letters: bad.map(({ record: { topic, partition, offset, value }, reject }) => ({ topic, partition, offset, reject, sha256: digest.sha256Hex(value), at })) });
  for (const { record, reject } of bad) {
    const fields = { topic: record.topic, partition: record.partition, offset: record.offset, reject };
    if (reject === 'mid-conflict') logger.error('record-refused', fields);
    else logger.warn('record-refused', fields);
  }
}

async function notSeen(): Promise<undefined> {
  return undefined;
}

/** Until then a message with these claims could be accepted. */
function keptUntil({ exp }: MessageClaims): number {
  return (exp + CLOCK_SKEW_SECONDS_MAX) * 1_000;
}
