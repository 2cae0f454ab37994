/** One unique constraint for the id, one for the key: either of them makes the statement write nothing. */
export const CREATE_HOSTED = `
INSERT INTO uwf.hosted_executions (id, namespace, name, version, revision, principal, priority, idempotency, fingerprint, created_at, updated_at, depth)
VALUES ($1, $2, $3, $4, $5, $6, $7, sha256(convert_to($8, 'UTF8')), $9, $10, $10, $11)
ON CONFLICT DO NOTHING RETURNING id`;

/** The one with the key comes before the one with the id. */
export const FIND_EXISTING_HOSTED = `
SELECT id, principal, fingerprint FROM (
  SELECT id, principal, fingerprint, 1 AS place FROM uwf.hosted_executions WHERE idempotency = sha256(convert_to($1, 'UTF8'))
  UNION ALL
  SELECT id, principal, fingerprint, 2 AS place FROM uwf.hosted_executions WHERE id = $2) AS found
ORDER BY place LIMIT 1`;

export const LOAD_HOSTED = `
SELECT id, namespace, name, version, revision, principal, priority, status, created_at, updated_at, ended_at, output, failure, place, depth
FROM uwf.hosted_executions WHERE id = $1`;

export const PLACE_HOSTED = 'UPDATE uwf.hosted_executions SET place = $2 WHERE id = $1';

/** The end, and in the same transaction that those who watch the execution have to be told. As CASE, the status does not tempt the planner to read all that is running. */
export const END_HOSTED = `
WITH written AS (
  UPDATE uwf.hosted_executions SET status = $2, updated_at = $3, ended_at = $3, output = $4, failure = $5
  WHERE id = $1 AND CASE WHEN status = 'running' THEN true END RETURNING id)
UPDATE uwf.execution_watches w SET ended = true FROM written x WHERE w.execution_id = x.id`;

/** Those who watched it were told of its end, and are not told that it goes on. */
export const REOPEN_HOSTED = `
UPDATE uwf.hosted_executions SET status = 'running', ended_at = NULL, output = NULL, failure = NULL WHERE id = $1 AND ended_at = $2`;

export const PRUNE_HOSTED_KEYS = `
UPDATE uwf.hosted_executions SET idempotency = NULL
WHERE id IN (SELECT id FROM uwf.hosted_executions WHERE created_at < $1 AND idempotency IS NOT NULL LIMIT $2) RETURNING 1 AS done`;
