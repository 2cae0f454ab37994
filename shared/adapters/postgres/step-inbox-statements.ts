import { commitOf, nulls } from './door-statements.ts';
import { BANK_COLUMNS } from './step-inbox-rows.ts';

export const COMMIT_BANK_STEPS = `${commitOf('bank', BANK_COLUMNS)}
SELECT key FROM written`;

const ROW = ['version', ...BANK_COLUMNS.map(({ name }) => name)];
const ROW_OF_B = ROW.map((name) => `b.${name}`).join(', ');

/** One statement for all that a batch has to know: rows and message ids. */
export const LOAD_BANK_STEPS = `
SELECT 'row' AS kind, ${ROW_OF_B}, NULL::text AS name, NULL::text AS text, NULL::bigint AS number FROM uwf.bank_steps b WHERE b.key = ANY ($1::text[])
UNION ALL SELECT 'seen', ${nulls(ROW.length)}, mid, hash, until FROM uwf.bank_seen WHERE mid = ANY ($2::text[])`;

export const LOCK_BANK_STEP = `SELECT ${ROW_OF_B} FROM uwf.bank_steps b WHERE b.key = $1 FOR UPDATE`;

/** The claim of protocol §7, for many rows, as `claimRow` says: nobody waits for a row that another one is just claiming. */
export const CLAIM_BANK_STEPS = `
WITH free AS MATERIALIZED (
  SELECT f.* FROM unnest($1::smallint[], $2::bigint[]) AS w (priority, most)
  CROSS JOIN LATERAL (
    SELECT b.key, b.due_at, b.seq FROM uwf.bank_steps b
    WHERE b.open AND b.priority = w.priority AND b.rin = $3 AND b.due_at <= $4
    ORDER BY b.due_at, b.seq LIMIT w.most FOR UPDATE SKIP LOCKED) AS f)
UPDATE uwf.bank_steps b
SET state = CASE b.state WHEN 'started' THEN 'started' ELSE 'claimed' END, epoch = b.epoch + 1, worker = $5, due_at = $6, version = b.version + 1
FROM free f WHERE b.key = f.key
RETURNING ${ROW_OF_B}, f.due_at AS was_due_at, f.seq`;

export const COUNT_BANK_STEPS = `
SELECT priority, CASE WHEN rin <> $1 THEN 'asleep' ELSE state END AS state, count(*) AS count FROM uwf.bank_steps WHERE open GROUP BY 1, 2`;
