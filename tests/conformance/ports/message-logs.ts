import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { LogConsumer, LogMessage, LogRecord, MessageLog } from '#shared/ports/message-log.ts';

/** A log to be tested. */
export interface OpenedLog {
  readonly port: MessageLog;
  /** The same log as another process sees it, where there is such a thing. */
  readonly other: MessageLog;
  /** A new topic of at least four partitions, empty. */
  createTopic(): Promise<string>;
  /** Forgets what was appended before a time, where that is done by a call. */
  readonly prune?: (request: { readonly before: number }) => Promise<void>;
  close(): Promise<void>;
}

export type OpenLog = () => Promise<OpenedLog>;

/** How long partitions may take to change hands. */
export const HAND_OVER_MS = 18_000;
const POLL_MS = 500;

export function messages(count: number, keyOf: (index: number) => string = (index) => `k${String(index % 5)}`, from = 0): readonly LogMessage[] {
  return Array.from({ length: count }, (_, index) => ({ key: keyOf(from + index), value: String(from + index) }));
}

/** Polls until so many records have come. Fails when they do not; gives more only where one poll did. */
export async function pollUntil(consumer: LogConsumer, count: number, max = 1_000): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  const until = Date.now() + HAND_OVER_MS;
  while (records.length < count) {
    if (Date.now() > until) throw new Error(`${String(records.length)} of ${String(count)} records came`);
    records.push(...(await consumer.poll({ max: Math.min(max, count - records.length), waitMs: POLL_MS })));
  }
  return records;
}

/** Polls for a while after what was expected: nothing more may come. */
export function pollNothing(consumer: LogConsumer): Promise<readonly LogRecord[]> {
  return consumer.poll({ max: 100, waitMs: POLL_MS });
}

export async function readAll(log: MessageLog, topic: string): Promise<readonly LogRecord[]> {
  const bounds = await log.bounds({ topic });
  const read = await Promise.all(bounds.map(({ partition }) => log.read({ topic, partition, from: 'beginning', max: 1_000 })));
  return read.flat();
}

export function valuesOf(records: readonly LogRecord[]): readonly string[] {
  return records.map(({ value }) => value);
}

export function sorted(values: readonly string[]): readonly string[] {
  return [...values].sort((left, right) => Number(left) - Number(right));
}

export function numbers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}

/** Values by key, in the order of the records. */
export function byKey(records: readonly LogRecord[]): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>();
  for (const { key, value } of records) keys.set(key, [...(keys.get(key) ?? []), value]);
  return keys;
}

/** The code of the error that a call ends in, and why. */
export function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'no failure',
    (error: unknown) => (error instanceof UwfError ? { code: error.code, reason: error.details['reason'] } : error),
  );
}
