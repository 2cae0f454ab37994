import type { LogBounds, LogPosition, LogRecord } from '#shared/ports/message-log.ts';
import { BOUNDS, PLACES_AT } from './message-log-statements.ts';
import { parseName, parseNumber } from './rows.ts';
import type { Run } from './run.ts';
import type { SqlRow } from './sql-client.ts';

/** What partitions hold, by the ids of their rows. */
export async function boundsOf(run: Run, ids: readonly number[]): Promise<ReadonlyMap<number, LogBounds>> {
  if (ids.length === 0) return new Map();
  const rows = await run('log-bounds', BOUNDS, [ids]);
  return new Map(rows.map((row) => [parseNumber(row, 'id'), { partition: parseNumber(row, 'partition'), begin: parseNumber(row, 'first_place'), end: parseNumber(row, 'next_place') }]));
}

/** Where a position is in each partition. */
export async function placesAt(run: Run, ids: readonly number[], position: LogPosition): Promise<ReadonlyMap<number, number>> {
  if (typeof position === 'object' && 'at' in position) {
    const rows = await run('log-places-at', PLACES_AT, [ids, Math.ceil(position.at)]);
    return new Map(rows.map((row) => [parseNumber(row, 'id'), parseNumber(row, 'place')]));
  }
  const bounds = await boundsOf(run, ids);
  return new Map([...bounds].map(([id, { begin, end }]) => [id, placeIn(position, begin, end)]));
}

function placeIn(position: Exclude<LogPosition, { readonly at: number }>, begin: number, end: number): number {
  if (position === 'beginning') return begin;
  return position === 'end' ? end : Math.min(Math.max(Math.ceil(position.offset), begin), end);
}

/** A row of the log as a record. */
export function parseRecord(row: SqlRow, { topic, partition }: { readonly topic: string; readonly partition: number }): LogRecord {
  return { topic, partition, offset: parseNumber(row, 'place'), key: parseName(row, 'key'), value: parseName(row, 'value'), at: parseNumber(row, 'at') };
}
