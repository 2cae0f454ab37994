import type { Column } from './door-columns.ts';

/** The tables of the two sides of the door have the same form: those of the cloud begin with `door`, those of the bank with `bank`. */
export type DoorSide = 'door' | 'bank';

/** Holds things on their way out, oldest first. */
export const claimOf = (table: string, column: string): string => `
WITH free AS MATERIALIZED (
  SELECT seq FROM uwf.${table} WHERE lease_until <= $1 ORDER BY seq LIMIT $3 FOR UPDATE SKIP LOCKED)
UPDATE uwf.${table} o SET lease_until = $2 FROM free f WHERE o.seq = f.seq
RETURNING o.seq, o.${column}`;

export const claimMessages = (side: DoorSide): string => claimOf(`${side}_messages`, 'message');
export const settleMessages = (side: DoorSide): string => `DELETE FROM uwf.${side}_messages WHERE mid = ANY ($1::text[])`;

export const nulls = (count: number): string => Array.from({ length: count }, () => 'NULL').join(', ');

/** Names the parameters of one part of a statement, counted from its first. */
export const parametersFrom = (first: number) => (offset: number): string => `$${String(first + offset)}`;

/** As CASE, this is looked up in a hash of what was written instead of becoming a join. What has no owner is written in any case. */
export const isWritten = (owner: string): string => `CASE WHEN ${owner} IS NULL OR ${owner} IN (SELECT key FROM written) THEN true END`;

/** How many parameters {@link commitOf} has for rows with so many columns. */
export const commitSize = (columns: readonly unknown[]): number => columns.length + 8;

/**
 * Writes rows by their versions, with the messages and seen ids that belong to them. One pass over all rows, new or not, in the order of their keys:
 * every batch locks in the same order, so that two of them never wait for each other in a circle. A row that was made from another version is locked
 * and left as it is; one that is gone is not made again. The scalar subquery is always one look into the index.
 */
export function commitOf<R>(side: DoorSide, columns: readonly Column<R>[]): string {
  const names = columns.map(({ name }) => name).join(', ');
  const arrays = columns.map(({ type }, index) => `$${String(index + 2)}::${type}[]`).join(', ');
  const $ = parametersFrom(columns.length + 2);
  return `
WITH given AS MATERIALIZED (
  SELECT g.* FROM unnest($1::bigint[], ${arrays}) AS g (expected, ${names})
  WHERE CASE WHEN g.expected = 0 THEN true ELSE (SELECT s.key FROM uwf.${side}_steps s WHERE s.key = g.key) IS NOT NULL END),
written AS (
  INSERT INTO uwf.${side}_steps AS s (version, ${names})
  SELECT g.expected + 1, ${columns.map(({ name }) => `g.${name}`).join(', ')} FROM given g ORDER BY g.key COLLATE "C"
  ON CONFLICT (key) DO UPDATE SET version = excluded.version, ${columns.filter(({ name }) => name !== 'key').map(assignmentOf).join(', ')}
  WHERE s.version = excluded.version - 1
  RETURNING s.key),
new_messages AS (
  INSERT INTO uwf.${side}_messages (mid, message)
  SELECT m.mid, m.message FROM unnest(${$(0)}::text[], ${$(1)}::text[], ${$(2)}::text[]) WITH ORDINALITY AS m (owner, mid, message, place)
  WHERE ${isWritten('m.owner')} ORDER BY m.place ON CONFLICT (mid) DO NOTHING),
new_seen AS (
  INSERT INTO uwf.${side}_seen (mid, hash, until)
  SELECT s.mid, s.hash, s.until FROM unnest(${$(3)}::text[], ${$(4)}::text[], ${$(5)}::text[], ${$(6)}::bigint[]) AS s (owner, mid, hash, until)
  WHERE ${isWritten('s.owner')} ORDER BY s.mid COLLATE "C" ON CONFLICT (mid) DO NOTHING)`;
}

/** Text that is equal is taken from the row that is there: what lies outside of the row is then not stored a second time. */
function assignmentOf({ name, isLong }: Column<never>): string {
  return isLong === true ? `${name} = CASE WHEN s.${name} = excluded.${name} THEN s.${name} ELSE excluded.${name} END` : `${name} = excluded.${name}`;
}

/** Leaves alone what somebody else has locked: the next prune finds it again. */
const pruneOf = (table: string, id: string, condition: string, age: string): string => `
DELETE FROM uwf.${table} WHERE ${id} IN (
  SELECT ${id} FROM uwf.${table} WHERE ${condition} AND ${age} < $1 ORDER BY ${age} LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING 1 AS done`;

export const PRUNE_DOOR = {
  'prune-door-steps': pruneOf('door_steps', 'key', 'closed_at IS NOT NULL', 'closed_at'),
  'prune-door-seen': pruneOf('door_seen', 'mid', 'true', 'until'),
  'prune-bank-steps': pruneOf('bank_steps', 'key', 'ended_at IS NOT NULL', 'ended_at'),
  'prune-bank-seen': pruneOf('bank_seen', 'mid', 'true', 'until'),
} as const;
