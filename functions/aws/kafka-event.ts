import type { LogRecord } from '#shared/ports/message-log.ts';

/** What a function gets from a self-managed cluster of Kafka: records by topic and partition; the parts that we read. */
export interface KafkaEvent {
  readonly records: Readonly<Record<string, readonly KafkaEventRecord[]>>;
}

interface KafkaEventRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  /** Base64; absent of a record that has none. */
  readonly key?: string;
  readonly value?: string;
}

/** The records, in their order per partition. */
export function toLogRecords({ records }: KafkaEvent): readonly LogRecord[] {
  return Object.values(records).flatMap((partition) => partition.map(({ topic, partition: number, offset, timestamp, key, value }) => ({ topic, partition: number, offset, at: timestamp, key: textOf(key), value: textOf(value) })));
}

function textOf(encoded: string | undefined): string {
  return Buffer.from(encoded ?? '', 'base64').toString('utf8');
}
