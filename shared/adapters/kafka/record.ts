import type { Message } from 'node-rdkafka';
import type { LogRecord } from '#shared/ports/message-log.ts';

/** A message of the driver as a record. Anybody may have written it: what is no text becomes one that no signature fits. */
export function toRecord({ topic, partition, offset, key, value, timestamp }: Message): LogRecord {
  return { topic, partition, offset, key: textOf(key), value: textOf(value), at: timestamp ?? 0 };
}

function textOf(bytes: Buffer | string | null | undefined): string {
  if (bytes === null || bytes === undefined) return '';
  return typeof bytes === 'string' ? bytes : bytes.toString('utf8');
}
