/** Puts the stored answer into the outbox; its id counts how often that was done, since a later sending is a message of its own. */
const ANSWERED = (source: string) => `
answered AS (
  INSERT INTO uwf.inbox_answers (id, attempt_id, execution_id, answer)
  SELECT s.attempt_id || '#' || s.answers, s.attempt_id, s.execution_id, s.answer FROM ${source} s)`;

/** A row that is there already and finished gives its answer again, unless that still waits to be sent. */
export const ACCEPT = `
WITH accepted AS (
  INSERT INTO uwf.inbox (attempt_id, execution_id, state, message, received_at) VALUES ($1, $2, 'ready', $3, $4)
  ON CONFLICT (attempt_id) DO NOTHING RETURNING 1),
again AS (
  UPDATE uwf.inbox i SET answers = i.answers + 1
  WHERE i.attempt_id = $1 AND i.state = 'finished' AND NOT EXISTS (SELECT FROM uwf.inbox_answers a WHERE a.attempt_id = $1)
  RETURNING i.attempt_id, i.execution_id, i.answer, i.answers),${ANSWERED('again')}
SELECT CASE WHEN EXISTS (SELECT FROM accepted) THEN 'accepted'
            WHEN EXISTS (SELECT FROM uwf.inbox i WHERE i.attempt_id = $1 AND i.state = 'finished') THEN 'answered'
            ELSE 'known' END AS outcome`;

/** What is unknown becomes a tombstone, which a late work item then finds. */
export const CANCEL = `
INSERT INTO uwf.inbox AS i (attempt_id, execution_id, state, received_at, finished_at) VALUES ($1, $2, 'cancelled', $3, $3)
ON CONFLICT (attempt_id) DO UPDATE SET
  state = CASE i.state WHEN 'ready' THEN 'cancelled' ELSE i.state END,
  epoch = CASE i.state WHEN 'ready' THEN i.epoch + 1 ELSE i.epoch END,
  message = CASE i.state WHEN 'ready' THEN NULL ELSE i.message END,
  finished_at = CASE i.state WHEN 'ready' THEN $3 ELSE i.finished_at END
RETURNING i.state AS outcome`;

export const CLAIM = `
WITH free AS MATERIALIZED (
  SELECT attempt_id FROM uwf.inbox
  WHERE state IN ('ready', 'started') AND lease_until <= $1 ORDER BY seq LIMIT $3 FOR UPDATE SKIP LOCKED)
UPDATE uwf.inbox i SET state = 'started', epoch = i.epoch + 1, lease_until = $2, worker = $4
FROM free f WHERE i.attempt_id = f.attempt_id
RETURNING i.seq, i.attempt_id, i.execution_id, i.epoch, i.message`;

export const RENEW = `
UPDATE uwf.inbox SET lease_until = $3 WHERE attempt_id = $1 AND epoch = $2 AND state = 'started' RETURNING 1 AS done`;

/** The message is no longer needed: a repetition of it is answered with the answer. */
export const FINISH = `
WITH finished AS (
  UPDATE uwf.inbox SET state = 'finished', answer = $3, answers = answers + 1, finished_at = $4, message = NULL
  WHERE attempt_id = $1 AND epoch = $2 AND state = 'started'
  RETURNING attempt_id, execution_id, answer, answers),${ANSWERED('finished')}
SELECT 1 AS done FROM finished`;

export const CLAIM_ANSWERS = `
WITH free AS MATERIALIZED (
  SELECT seq FROM uwf.inbox_answers WHERE lease_until <= $1 ORDER BY seq LIMIT $3 FOR UPDATE SKIP LOCKED)
UPDATE uwf.inbox_answers a SET lease_until = $2 FROM free f WHERE a.seq = f.seq
RETURNING a.seq, a.id, a.execution_id, a.answer`;

export const SETTLE_ANSWERS = 'DELETE FROM uwf.inbox_answers WHERE id = ANY ($1::text[])';

export const PRUNE_INBOX = `
DELETE FROM uwf.inbox WHERE attempt_id IN (
  SELECT i.attempt_id FROM uwf.inbox i
  WHERE i.finished_at < $1 AND NOT EXISTS (SELECT FROM uwf.inbox_answers a WHERE a.attempt_id = i.attempt_id) LIMIT $2)
RETURNING 1 AS done`;
