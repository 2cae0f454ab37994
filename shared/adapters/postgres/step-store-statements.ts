import { claimOf, commitOf, commitSize, isWritten, nulls, parametersFrom } from './door-statements.ts';
import { FIRST_OPEN_LANE, SENT_LANES, STEP_COLUMNS } from './step-store-rows.ts';

const $ = parametersFrom(commitSize(STEP_COLUMNS) + 1);

/** Also calls of the engine, which belong to rows, and what sites tell of themselves. */
export const COMMIT_STEPS = `${commitOf('door', STEP_COLUMNS)},
new_calls AS (
  INSERT INTO uwf.door_calls (id, call)
  SELECT c.id, c.call FROM unnest(${$(0)}::text[], ${$(1)}::text[], ${$(2)}::text[]) WITH ORDINALITY AS c (owner, id, call, place)
  WHERE ${isWritten('c.owner')} ORDER BY c.place ON CONFLICT (id) DO NOTHING),
new_sites AS (
  INSERT INTO uwf.door_sites AS k (site, rin, slots, lag, at)
  SELECT r.* FROM unnest(${$(3)}::text[], ${$(4)}::bigint[], ${$(5)}::bigint[], ${$(6)}::bigint[], ${$(7)}::bigint[]) AS r (site, rin, slots, lag, at) ORDER BY r.site COLLATE "C"
  ON CONFLICT (site) DO UPDATE SET rin = greatest(k.rin, excluded.rin), slots = coalesce(excluded.slots, k.slots), lag = coalesce(excluded.lag, k.lag), at = excluded.at)
SELECT key FROM written`;

/** One statement for all that a batch has to know: rows, message ids, a site. */
export const LOAD_STEPS = `
SELECT 'row' AS kind, s.version, s.step, s.body, NULL::text AS name, NULL::text AS text, NULL::bigint AS number, NULL::bigint AS slots, NULL::bigint AS lag, NULL::bigint AS at
FROM uwf.door_steps s WHERE s.key = ANY ($1::text[])
UNION ALL SELECT 'seen', ${nulls(3)}, mid, hash, until, ${nulls(3)} FROM uwf.door_seen WHERE mid = ANY ($2::text[])
UNION ALL SELECT 'site', ${nulls(3)}, site, NULL, rin, slots, lag, at FROM uwf.door_sites WHERE site = $3`;

/**
 * Open steps of a site that are due (see `isDueStep`), from one index: by lane, then by the incarnations that they were dispatched under. Of these there
 * are few at a time, so they are found by jumps from each to the next. Rows of an earlier one are due whatever their time is.
 */
export const DUE_STEPS = `
WITH RECURSIVE lives AS (
  SELECT f.* FROM unnest($2::smallint[]) AS l (lane) CROSS JOIN LATERAL (
    SELECT s.lane, s.cin, s.rin FROM uwf.door_steps s WHERE s.lane = l.lane AND s.site = $1 ORDER BY s.cin, s.rin LIMIT 1) AS f
  UNION ALL
  SELECT n.* FROM lives p CROSS JOIN LATERAL (
    SELECT s.lane, s.cin, s.rin FROM uwf.door_steps s WHERE s.lane = p.lane AND s.site = $1 AND (s.cin, s.rin) > (p.cin, p.rin) ORDER BY s.cin, s.rin LIMIT 1) AS n),
known AS MATERIALIZED (SELECT coalesce((SELECT k.rin FROM uwf.door_sites k WHERE k.site = $1), 1) AS rin),
due AS MATERIALIZED (
  SELECT v.lane, d.key, d.due_at FROM lives v CROSS JOIN LATERAL (
    SELECT s.key, s.due_at FROM uwf.door_steps s
    WHERE s.lane = v.lane AND s.site = $1 AND s.cin = v.cin AND s.rin = v.rin
      AND s.due_at <= CASE WHEN v.cin < $4::bigint OR v.rin < (SELECT rin FROM known) THEN 9223372036854775807 ELSE $3::bigint END
    ORDER BY s.due_at LIMIT CASE WHEN v.lane < ${String(FIRST_OPEN_LANE)} THEN $5::bigint ELSE $6::bigint END) AS d),
chosen AS MATERIALIZED (
  (SELECT key FROM due WHERE lane < ${String(FIRST_OPEN_LANE)} ORDER BY lane, due_at LIMIT $5)
  UNION ALL (SELECT key FROM due WHERE lane >= ${String(FIRST_OPEN_LANE)} ORDER BY due_at LIMIT $6))
SELECT s.* FROM chosen c CROSS JOIN LATERAL (
  SELECT d.version, d.step, d.body, d.lane, d.due_at FROM uwf.door_steps d WHERE d.key = c.key OFFSET 0) AS s`;

export const OPEN_STEPS = `SELECT count(*) AS open FROM uwf.door_steps WHERE lane = ANY ('{${SENT_LANES.join(',')}}'::smallint[]) AND site = $1`;

export const DOOR_BACKLOG = `
SELECT 'lane' AS kind, lane, count(*) AS count FROM uwf.door_steps WHERE lane IS NOT NULL GROUP BY lane
UNION ALL SELECT 'messages', 0, count(*) FROM uwf.door_messages
UNION ALL SELECT 'calls', 0, count(*) FROM uwf.door_calls`;

export const CLAIM_CALLS = claimOf('door_calls', 'call');
export const SETTLE_CALLS = 'DELETE FROM uwf.door_calls WHERE id = ANY ($1::text[])';
