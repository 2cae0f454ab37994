/** Each parameter below is one array: a row of an input is one position of its arrays. */

/**
 * As CASE, this is looked up in a hash of what was written; as a plain condition it would become a join, and a nested one, since the
 * session settings allow no other.
 */
const isWritten = (column: string) => `CASE WHEN ${column} IN (SELECT id FROM written) THEN true END`;

/** Rows of new events, messages and timers, for the executions that `written` lists; watches of those that have ended. */
const journalRows = (first: number): string => {
  const parameter = (offset: number) => `$${String(first + offset)}`;
  return `
  new_events AS (
    INSERT INTO uwf.history_events (shard, execution_id, sequence, at, kind, state, frame, details)
    SELECT e.* FROM unnest(${parameter(0)}::smallint[], ${parameter(1)}::text[], ${parameter(2)}::integer[], ${parameter(3)}::bigint[],
                           ${parameter(4)}::text[], ${parameter(5)}::text[], ${parameter(6)}::text[], ${parameter(7)}::text[])
             AS e (shard, execution_id, sequence, at, kind, state, frame, details)
    WHERE ${isWritten('e.execution_id')}),
  new_messages AS (
    INSERT INTO uwf.outbox (execution_id, id, kind, payload)
    SELECT m.execution_id, m.id, m.kind, m.payload
    FROM unnest(${parameter(8)}::text[], ${parameter(9)}::text[], ${parameter(10)}::text[], ${parameter(11)}::text[])
         WITH ORDINALITY AS m (execution_id, id, kind, payload, place)
    WHERE ${isWritten('m.execution_id')} ORDER BY m.place
    ON CONFLICT (id) DO NOTHING),
  new_timers AS (
    INSERT INTO uwf.timers (execution_id, timer_id, due_at)
    SELECT t.* FROM unnest(${parameter(12)}::text[], ${parameter(13)}::text[], ${parameter(14)}::bigint[]) AS t (execution_id, timer_id, due_at)
    WHERE ${isWritten('t.execution_id')}
    ON CONFLICT (execution_id, timer_id) DO UPDATE SET due_at = excluded.due_at),
  ended_watches AS (
    UPDATE uwf.execution_watches w SET ended = true FROM written x WHERE w.execution_id = x.id AND x.status <> 'running')`;
};

const CREATE_JOURNAL_FIRST = 19;

/** One unique constraint for the id, one for the key: either of them makes the whole statement write nothing. */
export const CREATE = `
WITH written AS (
  INSERT INTO uwf.executions (id, shard, namespace, name, version, revision, principal, idempotency, fingerprint,
                              status, sequence, created_at, updated_at, ended_at, snapshot, output, failure, priority)
  VALUES ($1, $2, $3, $4, $5, $6, $7, sha256(convert_to($8, 'UTF8')), $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
  ON CONFLICT DO NOTHING RETURNING id, status),${journalRows(CREATE_JOURNAL_FIRST)}
SELECT id FROM written`;

/** The one with the key comes before the one with the id. */
export const FIND_EXISTING = `
SELECT id, principal, fingerprint FROM (
  SELECT id, principal, fingerprint, 1 AS place FROM uwf.executions WHERE idempotency = sha256(convert_to($1, 'UTF8'))
  UNION ALL
  SELECT id, principal, fingerprint, 2 AS place FROM uwf.executions WHERE id = $2) AS found
ORDER BY place LIMIT 1`;

const COMMIT_JOURNAL_FIRST = 12;

/**
 * Locks the executions in the order of their ids, so that two batches never wait for each other in a circle, and compares the
 * sequence numbers under the lock; then writes everything that belongs to those that are not stale. As CASE, the status does not tempt
 * the planner to read all that is running.
 */
export const COMMIT = `
WITH current AS MATERIALIZED (
  SELECT i.* FROM (
    SELECT * FROM unnest($1::text[], $2::integer[], $3::integer[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[])
                    AS u (id, expected, sequence, status, at, ended_at, snapshot, output, failure)
    ORDER BY u.id) AS i
  CROSS JOIN LATERAL (
    SELECT e.id FROM uwf.executions e
    WHERE e.id = i.id AND CASE WHEN e.sequence = i.expected AND e.status = 'running' THEN true END FOR UPDATE) AS e),
written AS (
  UPDATE uwf.executions e
  SET status = c.status, sequence = c.sequence, updated_at = c.at, ended_at = c.ended_at, snapshot = c.snapshot, output = c.output, failure = c.failure
  FROM current c WHERE e.id = c.id
  RETURNING e.id, e.status),
cleared_timers AS (
  DELETE FROM uwf.timers t USING written w
  WHERE t.execution_id = w.id
    AND (w.status <> 'running'
         OR (t.execution_id, t.timer_id) IN (SELECT c.* FROM unnest($10::text[], $11::text[]) AS c (execution_id, timer_id)))),
${journalRows(COMMIT_JOURNAL_FIRST)}
SELECT id FROM written`;

const RECORD_COLUMNS = 'id, namespace, name, version, revision, principal, status, created_at, updated_at, ended_at, output, failure, priority';

export const LOAD = `SELECT ${RECORD_COLUMNS}, snapshot FROM uwf.executions WHERE id = $1`;

/** Which conditions a page has: each combination is a statement of its own, so that each has the index that fits. */
export interface ListShape {
  readonly principal: boolean;
  readonly status: boolean;
  readonly namespace: boolean;
  readonly name: boolean;
  readonly version: boolean;
  readonly cursor: boolean;
}

/** Tables of executions, whose columns have the same names. */
export type ListedTable = 'executions' | 'hosted_executions';

/** Parameters: the page size, then those of the conditions in the order of {@link ListShape}; the cursor has two. */
export function listStatement(shape: ListShape, table: ListedTable = 'executions'): { readonly name: string; readonly text: string } {
  const columns = (['principal', 'status', 'namespace', 'name', 'version'] as const).filter((column) => shape[column]);
  const conditions = columns.map((column, index) => `${column} = $${String(index + 2)}`);
  const next = columns.length + 2;
  if (shape.cursor) conditions.push(`(created_at, id) < ($${String(next)}::bigint, $${String(next + 1)}::text)`);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return {
    name: `list-${table === 'executions' ? 'executions' : 'hosted'}-${columns.join('-')}-${shape.cursor ? 'next' : 'first'}`,
    text: `SELECT ${RECORD_COLUMNS} FROM uwf.${table} ${where} ORDER BY created_at DESC, id DESC LIMIT $1`,
  };
}

export const HISTORY = `
SELECT sequence, at, kind, state, frame, details FROM uwf.history_events
WHERE shard = $1 AND execution_id = $2 AND sequence > $3 ORDER BY sequence LIMIT $4`;

export const CLAIM_OUTBOX = `
WITH free AS MATERIALIZED (
  SELECT seq FROM uwf.outbox WHERE lease_until <= $1 ORDER BY seq LIMIT $3 FOR UPDATE SKIP LOCKED)
UPDATE uwf.outbox o SET lease_until = $2 FROM free f WHERE o.seq = f.seq
RETURNING o.seq, o.id, o.execution_id, o.kind, o.payload`;

export const SETTLE_OUTBOX = 'DELETE FROM uwf.outbox WHERE id = ANY ($1::text[])';

export const DUE_TIMERS = 'SELECT execution_id, timer_id, due_at FROM uwf.timers WHERE due_at <= $1 ORDER BY due_at LIMIT $2';

export const PRUNE_KEYS = `
UPDATE uwf.executions SET idempotency = NULL
WHERE id IN (SELECT id FROM uwf.executions WHERE created_at < $1 AND idempotency IS NOT NULL LIMIT $2) RETURNING 1 AS done`;
