/** The server's clock, so that the clocks of members need not agree. */
const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

export const CREATE_TOPIC = 'INSERT INTO uwf.log_topics (topic, partitions) VALUES ($1, $2) ON CONFLICT DO NOTHING';

export const CREATE_PARTITIONS = `
INSERT INTO uwf.log_partitions (topic, partition)
SELECT t.topic, number FROM uwf.log_topics t CROSS JOIN LATERAL generate_series(0, t.partitions - 1) AS number WHERE t.topic = $1
ON CONFLICT DO NOTHING`;

export const PARTITIONS_OF = 'SELECT id, partition FROM uwf.log_partitions WHERE topic = $1 ORDER BY partition';

/**
 * Appends records to several partitions. Their rows are locked in the order of their ids, so that two appends never wait for each other
 * in a circle, and until the commit, so that places become visible in order. Times grow with the places: a position by time is a place.
 */
export const APPEND = `
WITH incoming AS MATERIALIZED (
  SELECT m.*, row_number() OVER (PARTITION BY m.log_id ORDER BY m.turn) AS rank
  FROM unnest($1::integer[], $2::text[], $3::text[]) WITH ORDINALITY AS m (log_id, key, value, turn)),
counts AS MATERIALIZED (SELECT log_id, count(*) AS records FROM incoming GROUP BY log_id),
locked AS MATERIALIZED (SELECT p.id FROM uwf.log_partitions p WHERE p.id = ANY ($1::integer[]) ORDER BY p.id FOR NO KEY UPDATE),
taken AS (
  UPDATE uwf.log_partitions p SET next_place = p.next_place + c.records, last_at = greatest(p.last_at, ${NOW})
  FROM locked l JOIN counts c ON c.log_id = l.id WHERE p.id = l.id
  RETURNING p.id, p.next_place - c.records AS first, p.last_at)
INSERT INTO uwf.log_records (log_id, place, key, value, at)
SELECT i.log_id, t.first + i.rank - 1, i.key, i.value, t.last_at FROM incoming i JOIN taken t ON t.id = i.log_id`;

/** Records from a place on. */
export const READ = 'SELECT log_id, place, key, value, at FROM uwf.log_records WHERE log_id = $1 AND place >= $2 ORDER BY place LIMIT $3';

/**
 * Records of several partitions from a place each, in the order of the partitions, and the generation of the group beside them. Nested loops
 * (the only joins of these sessions) stop as soon as there are enough.
 */
export const POLL = `
SELECT g.generation, r.log_id, r.place, r.key, r.value, r.at
FROM uwf.log_groups g
LEFT JOIN LATERAL (
  SELECT f.* FROM unnest($2::integer[], $3::bigint[]) AS h (log_id, place)
  CROSS JOIN LATERAL (SELECT k.* FROM uwf.log_records k WHERE k.log_id = h.log_id AND k.place >= h.place ORDER BY k.place LIMIT $4) AS f
  LIMIT $4) AS r ON true
WHERE g.name = $1`;

/** The first place that is kept, and the one behind the last. */
export const BOUNDS = `
SELECT p.id, p.partition, p.next_place,
       coalesce((SELECT r.place FROM uwf.log_records r WHERE r.log_id = p.id ORDER BY r.place LIMIT 1), p.next_place) AS first_place
FROM uwf.log_partitions p WHERE p.id = ANY ($1::integer[]) ORDER BY p.partition`;

/** The first place at or after a time, or the one behind the last. */
export const PLACES_AT = `
SELECT p.id, coalesce((SELECT r.place FROM uwf.log_records r WHERE r.log_id = p.id AND r.at >= $2 ORDER BY r.at, r.place LIMIT 1), p.next_place) AS place
FROM uwf.log_partitions p WHERE p.id = ANY ($1::integer[])`;

export const CREATE_GROUP = 'INSERT INTO uwf.log_groups (name, generation) VALUES ($1, 0) ON CONFLICT DO NOTHING';

/** Whoever changes members or holders does so under this lock. */
export const LOCK_GROUP = 'SELECT generation FROM uwf.log_groups WHERE name = $1 FOR NO KEY UPDATE';

export const NEXT_GENERATION = 'UPDATE uwf.log_groups SET generation = generation + 1 WHERE name = $1 RETURNING generation';

/** Members whose lease is over, and those whose name ($2) is used again by another one ($3). */
export const EXPEL = `DELETE FROM uwf.log_members WHERE group_name = $1 AND member <> $3 AND (lease_until < ${NOW} OR consumer = $2) RETURNING member`;

export const EXPIRE = `DELETE FROM uwf.log_members WHERE group_name = $1 AND member <> $2 AND lease_until < ${NOW} RETURNING member`;

export const ENROL = `
INSERT INTO uwf.log_members (group_name, member, consumer, topics, lease_until) VALUES ($1, $2, $3, $4, ${NOW} + $5)
ON CONFLICT (group_name, member) DO UPDATE SET lease_until = excluded.lease_until`;

export const RENEW_MEMBER = `UPDATE uwf.log_members SET lease_until = ${NOW} + $3 WHERE group_name = $1 AND member = $2`;

export const LEAVE = 'DELETE FROM uwf.log_members WHERE group_name = $1 AND member = $2';

export const LEAVE_POSITIONS = 'UPDATE uwf.log_positions SET holder = NULL WHERE group_name = $1 AND holder = $2';

export const MEMBERS = 'SELECT member, consumer, topics FROM uwf.log_members WHERE group_name = $1';

/** Partitions of topics, with who holds them. */
export const HOLDERS = `
SELECT p.id, p.topic, p.partition, s.holder, coalesce(s.epoch, 0) AS epoch, coalesce(s.committed, 0) AS committed
FROM uwf.log_partitions p LEFT JOIN uwf.log_positions s ON s.group_name = $1 AND s.log_id = p.id
WHERE p.topic = ANY ($2::text[])`;

export const GIVE_UP = 'UPDATE uwf.log_positions SET holder = NULL WHERE group_name = $1 AND holder = $2 AND log_id = ANY ($3::integer[])';

export const TAKE_OVER = `
INSERT INTO uwf.log_positions (group_name, log_id, holder, epoch) SELECT $1, id, $2, 1 FROM unnest($3::integer[]) AS id ORDER BY id
ON CONFLICT (group_name, log_id) DO UPDATE SET holder = excluded.holder, epoch = log_positions.epoch + 1
RETURNING log_id, committed, epoch`;

/** Only forwards, and only where the holder is still the same since. */
export const COMMIT_PLACES = `
UPDATE uwf.log_positions s SET committed = greatest(s.committed, c.place)
FROM unnest($3::integer[], $4::bigint[], $5::bigint[]) AS c (log_id, epoch, place)
WHERE s.group_name = $1 AND s.log_id = c.log_id AND s.holder = $2 AND s.epoch = c.epoch`;

/** Also backwards. */
export const MOVE_PLACES = `
UPDATE uwf.log_positions s SET committed = c.place
FROM unnest($3::integer[], $4::bigint[], $5::bigint[]) AS c (log_id, epoch, place)
WHERE s.group_name = $1 AND s.log_id = c.log_id AND s.holder = $2 AND s.epoch = c.epoch`;

export const COMMITTED = 'SELECT log_id, committed FROM uwf.log_positions WHERE group_name = $1 AND log_id = ANY ($2::integer[])';

export const PRUNE_LOG = `
DELETE FROM uwf.log_records r
WHERE (r.log_id, r.place) IN (
  SELECT k.log_id, k.place FROM uwf.log_partitions p
  CROSS JOIN LATERAL (SELECT o.log_id, o.place FROM uwf.log_records o WHERE o.log_id = p.id AND o.at < $1 ORDER BY o.at LIMIT $2) AS k
  LIMIT $2)
RETURNING 1 AS done`;
