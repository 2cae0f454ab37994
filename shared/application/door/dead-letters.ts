import { isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { parseStrictObject } from '#shared/core/protocol/strict-json.ts';
import type { Digest } from '#shared/ports/digest.ts';
import type { LogRecord, MessageLog } from '#shared/ports/message-log.ts';
import { recordsFrom } from './records-from.ts';
import { shownClaims, type ShownClaims } from './shown-claims.ts';

/** A refused record as people deal with it. */
export interface DeadLetterEntry {
  /** Place of the record, as `topic/partition/offset`. */
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly reject: string;
  readonly sha256: string;
  /** When it was refused, epoch milliseconds. */
  readonly at: number;
  readonly settled?: Settlement;
}

/** What a person did about a dead letter. */
export interface Settlement {
  readonly action: 'replayed' | 'discarded';
  readonly reason: string;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The record of a dead letter, as far as the log still has it. */
export type LetterRecord = { readonly kind: 'found'; readonly record: LogRecord; readonly claims: ShownClaims } | { readonly kind: 'gone' } | { readonly kind: 'changed' };

interface LetterPorts {
  readonly log: Pick<MessageLog, 'read' | 'bounds' | 'append'>;
  readonly digest: Digest;
}

/** Records of a topic of dead letters that are looked at, the newest. */
export const LETTERS_READ_MAX = 10_000;

/**
 * The dead letters of one side, the newest first, with what was done about them: both are records of the same topic (protocol §2), so nothing else has to be
 * kept. What is no dead letter is passed over: anybody who reaches the broker may have written it. Errors: `UWF-5002`.
 */
export async function listDeadLetters({ log }: Pick<LetterPorts, 'log'>, topic: string): Promise<readonly DeadLetterEntry[]> {
  const letters = new Map<string, DeadLetterEntry>();
  for (const { partition, begin, end } of await log.bounds({ topic })) {
    for await (const record of recordsFrom(log, { topic, partition, from: { offset: Math.max(begin, end - LETTERS_READ_MAX) }, end })) {
      const entry = parseEntry(record, letters);
      if (entry !== undefined) letters.set(entry.id, entry);
    }
  }
  return [...letters.values()].toSorted((a, b) => b.at - a.at);
}

function parseEntry(record: LogRecord, known: ReadonlyMap<string, DeadLetterEntry>): DeadLetterEntry | undefined {
  const value = parseStrictObject(record.value);
  if (value === undefined) return undefined;
  const before = known.get(record.key);
  if (isJsonObject(value['settled'])) return before === undefined ? undefined : { ...before, settled: parseSettlement(value['settled'], record.at) };
  const { topic, partition, offset, reject, sha256, at } = value;
  if (typeof topic !== 'string' || typeof partition !== 'number' || typeof offset !== 'number' || typeof reject !== 'string' || typeof sha256 !== 'string' || typeof at !== 'number') return undefined;
  // Told twice, it is still one letter; refused again after a replay, it is open again.
  return { id: record.key, topic, partition, offset, reject, sha256, at };
}

function parseSettlement(settled: JsonObject, at: number): Settlement {
  const { action, reason, by } = settled;
  return { action: action === 'replayed' ? 'replayed' : 'discarded', reason: textOf(reason), by: textOf(by), at };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * The record of a dead letter, read again at its place. `gone`: the topic does not keep it any more; `changed`: another record is there, so the log was
 * tampered with or made anew. Errors: `UWF-5002`.
 */
export async function readLetter({ log, digest }: Pick<LetterPorts, 'log' | 'digest'>, entry: DeadLetterEntry): Promise<LetterRecord> {
  const { topic, partition, offset, sha256 } = entry;
  const [record] = await log.read({ topic, partition, from: { offset }, max: 1 });
  if (record?.offset !== offset) return { kind: 'gone' };
  return digest.sha256Hex(record.value) === sha256 ? { kind: 'found', record, claims: shownClaims(record.value) } : { kind: 'changed' };
}

/** Who settles dead letters, and why. */
export interface SettleRequest {
  /** Topic of the dead letters. */
  readonly letters: string;
  readonly entry: DeadLetterEntry;
  readonly reason: string;
  readonly by: string;
}

/**
 * Gives a record to its readers again: the same bytes at the end of its topic, so that it is verified, held back and put in its order like any other. It is
 * accepted only if its cause is gone; otherwise it is a dead letter again. Errors: `UWF-4044` (the log does not have it any more, or another one),
 * `UWF-5002`.
 */
export async function replayLetter(ports: LetterPorts, request: SettleRequest): Promise<void> {
  const found = await readLetter(ports, request.entry);
  if (found.kind === 'gone') throw new UwfError('UWF-4044', 'the log does not keep the record any more');
  if (found.kind === 'changed') throw new UwfError('UWF-4044', 'another record is at the place of the dead letter');
  const { topic, key, value } = found.record;
  await ports.log.append({ topic, records: [{ key, value }] });
  await settle(ports, request, 'replayed');
}

/** Closes a dead letter without doing anything about it. Errors: `UWF-5002`. */
export async function discardLetter(ports: Pick<LetterPorts, 'log'>, request: SettleRequest): Promise<void> {
  await settle(ports, request, 'discarded');
}

async function settle({ log }: Pick<LetterPorts, 'log'>, { letters, entry, reason, by }: SettleRequest, action: Settlement['action']): Promise<void> {
  await log.append({ topic: letters, records: [{ key: entry.id, value: JSON.stringify({ settled: { action, reason, by } }) }] });
}
