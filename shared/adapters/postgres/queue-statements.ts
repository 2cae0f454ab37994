/**
 * Order per key. Only the first message of a key may be delivered, and RECEIVE asks the index for it. `ready` saves it from looking at
 * all the others: it is true for every first message, and seldom for another one.
 *
 *  - PUBLISH stores a message as not ready only while it holds a lock on an earlier one of the key, so that this one cannot be deleted
 *    before the new message can be seen.
 *  - Whoever deletes messages runs PROMOTE as the next statement of the transaction: what waits behind them is visible by then.
 *
 * Two publications of one key that do not see each other may both be ready; then the index decides.
 */

/** Ids that are known already are left out, in the order of the ids so that two publishers never wait for each other in a circle. */
export const PUBLISH = `
WITH fresh AS (
  INSERT INTO uwf.queue_ids (topic, id, published_at)
  SELECT $1, m.id, (extract(epoch FROM clock_timestamp()) * 1000)::bigint FROM unnest($2::text[]) AS m (id) ORDER BY m.id
  ON CONFLICT DO NOTHING RETURNING id),
incoming AS MATERIALIZED (
  SELECT m.*, row_number() OVER (PARTITION BY m.key ORDER BY m.place) AS rank
  FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS m (id, key, body, place)
  WHERE CASE WHEN m.id IN (SELECT id FROM fresh) THEN true END),
taken_keys AS MATERIALIZED (
  SELECT k.key FROM (SELECT i.key FROM incoming i WHERE i.rank = 1 ORDER BY i.key) AS k
  CROSS JOIN LATERAL (
    SELECT e.seq FROM uwf.queue_messages e WHERE e.topic = $1 AND e.key = k.key ORDER BY e.seq DESC LIMIT 1 FOR KEY SHARE) AS last)
INSERT INTO uwf.queue_messages (topic, key, id, body, ready)
SELECT $1, i.key, i.id, i.body, i.rank = 1 AND i.key NOT IN (SELECT key FROM taken_keys)
FROM incoming i ORDER BY i.place`;

/** After a deletion: the messages that are now the first of these keys. */
export const PROMOTE = `
UPDATE uwf.queue_messages m SET ready = true
WHERE NOT m.ready AND m.seq = ANY (ARRAY (
  SELECT (SELECT e.seq FROM uwf.queue_messages e WHERE e.topic = $1 AND e.key = k.key ORDER BY e.seq LIMIT 1)
  FROM unnest($2::text[]) AS k (key)))`;

/**
 * Takes messages that are free and the first of their key; those that were delivered often enough are given without being taken.
 * The first is asked for by a scalar subquery, which is always one look into the index by key; a join could become a scan of the
 * whole topic. The lock lets publishers go on that lock the same message for PUBLISH.
 */
export const RECEIVE = `
WITH head AS MATERIALIZED (
  SELECT m.seq FROM uwf.queue_messages m
  WHERE m.topic = $1 AND m.ready AND m.available_at <= $2
    AND m.seq = (SELECT e.seq FROM uwf.queue_messages e WHERE e.topic = m.topic AND e.key = m.key ORDER BY e.seq LIMIT 1)
  ORDER BY m.seq LIMIT $4 FOR NO KEY UPDATE OF m SKIP LOCKED)
UPDATE uwf.queue_messages m
SET deliveries = m.deliveries + CASE WHEN m.deliveries < $6 THEN 1 ELSE 0 END,
    available_at = CASE WHEN m.deliveries < $6 THEN $3 ELSE m.available_at END,
    holder = $5
FROM head h WHERE m.seq = h.seq
RETURNING m.seq, m.key, m.id, m.body, m.deliveries, m.available_at > $2 AS taken`;

/** Deliveries that are still held by those who show their receipts. As CASE, the topic does not tempt the planner to read all of it. */
const HELD = `
held AS (
  SELECT m.seq, m.deliveries FROM uwf.queue_messages m
  WHERE m.seq = ANY ($2::bigint[])
    AND CASE WHEN m.topic = $1 AND m.holder IS NOT NULL
              AND (m.seq, m.deliveries) IN (SELECT r.* FROM unnest($2::bigint[], $3::integer[]) AS r (seq, deliveries)) THEN true END
  ORDER BY m.seq FOR UPDATE OF m)`;

export const ACKNOWLEDGE = `
WITH ${HELD}
DELETE FROM uwf.queue_messages m USING held h WHERE m.seq = h.seq RETURNING m.key`;

/** Those that were delivered at least so often go to the dead letters. */
export const BURY = `
WITH ${HELD},
dead AS (
  DELETE FROM uwf.queue_messages m USING held h WHERE m.seq = h.seq AND m.deliveries >= $4
  RETURNING m.topic, m.seq, m.key, m.id, m.body, m.deliveries)
INSERT INTO uwf.queue_dead_letters (topic, seq, key, id, body, deliveries, reason)
SELECT topic, seq, key, id, body, deliveries, $5 FROM dead RETURNING key`;

export const RELEASE = `
WITH ${HELD}
UPDATE uwf.queue_messages m SET holder = NULL, available_at = $4 FROM held h WHERE m.seq = h.seq`;

export const DEPTH = `
SELECT count(*) FILTER (WHERE holder IS NULL) AS waiting, count(*) FILTER (WHERE holder IS NOT NULL) AS held,
       (SELECT count(*) FROM uwf.queue_dead_letters WHERE topic = $1) AS dead
FROM uwf.queue_messages WHERE topic = $1`;

/** Wakes receivers of a topic. Nothing is written, so this commit waits for no disk while it holds the server's notification lock. */
export const NOTIFY = 'SELECT pg_notify($1, $2)';

export const PRUNE_IDS = `
DELETE FROM uwf.queue_ids i
WHERE (i.topic, i.id) IN (
  SELECT k.topic, k.id FROM uwf.queue_ids k
  WHERE k.published_at < $1 AND NOT EXISTS (SELECT FROM uwf.queue_messages m WHERE m.topic = k.topic AND m.id = k.id)
  LIMIT $2)
RETURNING 1 AS done`;
