import { isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { LogRecord } from '#shared/ports/message-log.ts';

/**
 * The records of one call of a Kafka trigger with `cardinality` MANY, in their order. The extension gives each as an object, or as its text.
 * Errors: `UWF-4000` (not what the extension gives), which the host meets by giving the same records again.
 */
export function toLogRecords(batch: unknown): readonly LogRecord[] {
  const given: readonly unknown[] = Array.isArray(batch) ? batch : [batch];
  return given.map((one) => toRecord(typeof one === 'string' ? parseText(one) : one));
}

function parseText(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw unreadable();
  }
}

function toRecord(value: unknown): LogRecord {
  if (!isJsonObject(value)) throw unreadable();
  const { Topic: topic, Partition: partition, Offset: offset, Timestamp: timestamp } = value;
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  if (typeof topic !== 'string' || typeof partition !== 'number' || typeof offset !== 'number' || Number.isNaN(at)) throw unreadable();
  return { topic, partition, offset, at, key: textOf(value, 'Key'), value: textOf(value, 'Value') };
}

function textOf(record: JsonObject, name: string): string {
  const given = record[name];
  return typeof given === 'string' ? given : '';
}

function unreadable(): UwfError {
  return new UwfError('UWF-4000', 'the records are not as the Kafka trigger gives them');
}
