import type { OutgoingMessage, SeenMessage, Versioned } from '#shared/ports/door-outbox.ts';
import { pageSize } from './limits.ts';

/** Things on their way out, in the order in which they came, each with the end of its lease. Values are never changed in place, so they are kept as they are. */
export interface Outgoing<T> {
  readonly waiting: Map<string, { readonly value: T; readonly leaseUntil: number }>;
}

/** Takes what nobody holds, oldest first. */
export function claimOutgoing<T>({ waiting }: Outgoing<T>, request: { readonly now: number; readonly leaseMs: number; readonly max: number }): readonly T[] {
  const taken: T[] = [];
  const max = pageSize(request.max, 0);
  for (const [id, { value, leaseUntil }] of waiting) {
    if (taken.length >= max) break;
    if (leaseUntil > request.now) continue;
    taken.push(value);
    waiting.set(id, { value, leaseUntil: request.now + request.leaseMs });
  }
  return taken;
}

/** What both sides of the door keep beside their rows. */
export interface DoorTables<T> {
  readonly rows: Map<string, Versioned<T>>;
  readonly outbox: Outgoing<OutgoingMessage>;
  readonly seen: Map<string, SeenMessage>;
}

/** Rows and message ids that are known. */
export function loadTables<T>({ rows, seen }: DoorTables<T>, request: { readonly keys: readonly string[]; readonly mids: readonly string[] }): { readonly rows: readonly Versioned<T>[]; readonly seen: readonly SeenMessage[] } {
  return { rows: request.keys.flatMap((key) => rows.get(key) ?? []), seen: request.mids.flatMap((mid) => seen.get(mid) ?? []) };
}

/** Writes a row with its messages, or nothing when its version is stale. */
export function writeChange<T extends { readonly key: string }>(
  tables: DoorTables<T>,
  change: { readonly row: T; readonly expectedVersion: number; readonly messages: readonly OutgoingMessage[]; readonly seen: readonly SeenMessage[] },
): boolean {
  const { row, expectedVersion } = change;
  if ((tables.rows.get(row.key)?.version ?? 0) !== expectedVersion) return false;
  tables.rows.set(row.key, { row, version: expectedVersion + 1 });
  putMessages(tables, change.messages);
  putSeen(tables, change.seen);
  return true;
}

export function putMessages<T>({ outbox }: DoorTables<T>, messages: readonly OutgoingMessage[]): void {
  for (const value of messages) outbox.waiting.set(value.claims.mid, { value, leaseUntil: 0 });
}

export function putSeen<T>({ seen }: DoorTables<T>, messages: readonly SeenMessage[]): void {
  for (const message of messages) seen.set(message.mid, message);
}

/** Forgets message ids that cannot come any more. */
export function pruneSeen<T>({ seen }: DoorTables<T>, before: number): void {
  for (const [mid, { until }] of seen) {
    if (until < before) seen.delete(mid);
  }
}
