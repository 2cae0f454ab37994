/**
 * Order of the log. Who appends takes the lock on its end first and gives it back with the commit, so places are committed in their order and
 * a subscriber that has read up to a place has missed nothing before it. Who opens a subscriber takes the same lock: an event is then either in
 * the log before, and found by its time, or comes after and finds the subscriber.
 */

/** Takes places for so many events; the last of them. Times grow with the places, also where clocks of processes differ. */
export const APPEND = `
UPDATE uwf.event_log_end SET place = place + $1, published_at = greatest(published_at, $2) WHERE id = 1 RETURNING place, published_at`;

export const INSERT_EVENT = `
INSERT INTO uwf.events (place, identity, type, published_at, event) VALUES ($1, sha256(convert_to($2, 'UTF8')), $3, $4, $5)
ON CONFLICT (identity) DO NOTHING RETURNING place`;

export const FIND_EVENT = "SELECT event FROM uwf.events WHERE identity = sha256(convert_to($1, 'UTF8'))";

/** Subscribers of these topics have an event that they have not seen. In the order of their ids, as everybody locks them. */
export const MARK = `
WITH concerned AS MATERIALIZED (
  SELECT s.id FROM uwf.event_subscribers s
  WHERE s.id = ANY (ARRAY (SELECT t.subscriber_id FROM uwf.event_topics t WHERE t.topic = ANY ($1::text[])))
  ORDER BY s.id FOR NO KEY UPDATE)
UPDATE uwf.event_subscribers s SET wanted = $2 FROM concerned c WHERE s.id = c.id`;

export const LOCK_END = 'SELECT place FROM uwf.event_log_end WHERE id = 1 FOR UPDATE';

/** Where the first event of a time stands. */
export const FIRST_SINCE = 'SELECT place FROM uwf.events WHERE published_at >= $1 ORDER BY published_at, place LIMIT 1';

export const OPEN_SUBSCRIBER = `
WITH opened AS (
  INSERT INTO uwf.event_subscribers (id, execution_id, topics, state, version, place, wanted, has_news)
  VALUES ($1, $2, $3, $4, 1, $5, $6, $7) ON CONFLICT (id) DO NOTHING RETURNING id)
SELECT id FROM opened`;

export const ADD_TOPICS = 'INSERT INTO uwf.event_topics (topic, subscriber_id) SELECT DISTINCT t.topic, $2 FROM unnest($1::text[]) AS t (topic)';

const SUBSCRIBER_COLUMNS = 'id, topics, state, version, place, wanted';

export const LOAD_SUBSCRIBER = `SELECT ${SUBSCRIBER_COLUMNS} FROM uwf.event_subscribers WHERE id = $1`;

export const SUBSCRIBERS_OF = `SELECT seq, ${SUBSCRIBER_COLUMNS} FROM uwf.event_subscribers WHERE execution_id = $1`;

export const DUE_SUBSCRIBERS = `
WITH free AS MATERIALIZED (
  SELECT id FROM uwf.event_subscribers WHERE (has_news OR wanted > place) AND lease_until <= $1 ORDER BY seq LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
UPDATE uwf.event_subscribers s SET lease_until = $2 FROM free f WHERE s.id = f.id
RETURNING s.seq, s.id, s.topics, s.state, s.version, s.place, s.wanted`;

export const UNSEEN_OF_ALL = 'SELECT place, event FROM uwf.events WHERE place > $1 AND place <= $2 ORDER BY place LIMIT $3';

/** The oldest of each type first, then the oldest of them: each type is one range of the index. */
export const UNSEEN_OF_TYPES = `
SELECT e.place, e.event FROM unnest($4::text[]) AS t (type)
CROSS JOIN LATERAL (SELECT place, event FROM uwf.events WHERE type = t.type AND place > $1 AND place <= $2 ORDER BY place LIMIT $3) AS e
ORDER BY e.place LIMIT $3`;

export const SAVE_SUBSCRIBER = `
UPDATE uwf.event_subscribers SET state = $3, place = $4, has_news = $5, version = version + 1, lease_until = 0
WHERE id = $1 AND version = $2 RETURNING 1 AS done`;

export const CLOSE_SUBSCRIBER = 'DELETE FROM uwf.event_subscribers WHERE id = $1';

export const CLOSE_SUBSCRIBERS_OF = 'DELETE FROM uwf.event_subscribers WHERE execution_id = $1';

export const PRUNE_EVENTS = `
DELETE FROM uwf.events WHERE place IN (SELECT place FROM uwf.events WHERE published_at < $1 ORDER BY published_at LIMIT $2) RETURNING 1 AS done`;
