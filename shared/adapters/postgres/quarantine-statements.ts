export const HOLD_OUTPUT = `
INSERT INTO uwf.quarantine AS q (id, visit, fingerprint, output, sealed, held_at, last_at) VALUES ($1, $2, $3, $4, $5, $6, $6)
ON CONFLICT (visit, fingerprint) DO UPDATE SET count = q.count + 1, last_at = greatest(q.last_at, excluded.last_at)
RETURNING q.id, (q.id = $1) AS is_new`;

const COLUMNS = 'q.id, q.sequence, q.visit, q.fingerprint, q.status, q.version, q.output, q.sealed, q.decisions, q.held_at, q.last_at, q.count, q.used_by';

export const FIND_OUTPUT = `SELECT ${COLUMNS} FROM uwf.quarantine q WHERE q.id = $1`;

export const LIST_OUTPUTS = `SELECT ${COLUMNS} FROM uwf.quarantine q WHERE q.sequence > $1 ORDER BY q.sequence LIMIT $2`;

export const LIST_OUTPUTS_BY_STATUS = `SELECT ${COLUMNS} FROM uwf.quarantine q WHERE q.status = $3 AND q.sequence > $1 ORDER BY q.sequence LIMIT $2`;

/** The decisions are a JSON array of our own writing: one more is put at its end. */
export const DECIDE_OUTPUT = `
UPDATE uwf.quarantine SET
  status = $3,
  version = version + 1,
  sealed = CASE WHEN $3 = 'discarded' THEN NULL ELSE sealed END,
  decisions = CASE WHEN decisions = '[]' THEN '[' || $4 || ']' ELSE left(decisions, -1) || ',' || $4 || ']' END
WHERE id = $1 AND version = $2 AND status <> 'used' RETURNING 1 AS done`;

/** Whoever comes second finds it used by another attempt: the row is locked, and looked at again. */
const USE = (key: 'visit' | 'fingerprint'): string => `
WITH free AS MATERIALIZED (
  SELECT id FROM uwf.quarantine WHERE ${key} = $1 AND (status = 'released' OR (status = 'used' AND used_by = $2)) ORDER BY sequence LIMIT 1 FOR UPDATE)
UPDATE uwf.quarantine q SET status = 'used', used_by = $2, last_at = greatest(q.last_at, $3) FROM free f WHERE q.id = f.id
RETURNING ${COLUMNS}`;

export const USE_OUTPUT_OF_VISIT = USE('visit');

export const USE_OUTPUT_LIKE = USE('fingerprint');

export const PRUNE_OUTPUTS = `
DELETE FROM uwf.quarantine WHERE id IN (
  SELECT id FROM uwf.quarantine WHERE status IN ('used', 'discarded') AND last_at < $1 LIMIT $2)
RETURNING 1 AS done`;
