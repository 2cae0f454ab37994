export const WATCH = `
INSERT INTO uwf.execution_watches (id, execution_id, purpose, ended) VALUES ($1, $2, $3, false) ON CONFLICT (id) DO NOTHING RETURNING 1 AS done`;

/** A statement of its own, after the watch was committed: an execution that ended before is seen here, one that ends later sees the watch. */
export const CONFIRM_WATCH = `
UPDATE uwf.execution_watches SET ended = true
WHERE id = $1 AND (
  EXISTS (SELECT FROM uwf.executions e WHERE e.id = $2 AND CASE WHEN e.status <> 'running' THEN true END)
  OR EXISTS (SELECT FROM uwf.hosted_executions h WHERE h.id = $2 AND CASE WHEN h.status <> 'running' THEN true END)) RETURNING 1 AS done`;

export const CLAIM_WATCHES = `
WITH free AS MATERIALIZED (
  SELECT id FROM uwf.execution_watches WHERE ended AND lease_until <= $1 ORDER BY seq LIMIT $3 FOR UPDATE SKIP LOCKED)
UPDATE uwf.execution_watches w SET lease_until = $2 FROM free f WHERE w.id = f.id
RETURNING w.seq, w.id, w.execution_id, w.purpose`;

export const SETTLE_WATCHES = 'DELETE FROM uwf.execution_watches WHERE id = ANY ($1::text[])';
