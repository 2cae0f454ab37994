export const LOAD_SCHEDULE = 'SELECT schedule, version FROM uwf.schedules WHERE id = $1';

export const INSERT_SCHEDULE = `
INSERT INTO uwf.schedules (id, schedule, version, due_at) VALUES ($1, $2, 1, $3) ON CONFLICT (id) DO NOTHING RETURNING 1 AS done`;

export const UPDATE_SCHEDULE = `
UPDATE uwf.schedules SET schedule = $2, due_at = $3, version = version + 1, lease_until = 0 WHERE id = $1 AND version = $4 RETURNING 1 AS done`;

export const DUE_SCHEDULES = `
WITH free AS MATERIALIZED (
  SELECT id FROM uwf.schedules WHERE due_at <= $1 AND lease_until <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
UPDATE uwf.schedules s SET lease_until = $2 FROM free f WHERE s.id = f.id
RETURNING s.due_at, s.schedule, s.version`;

export const REMOVE_SCHEDULE = 'DELETE FROM uwf.schedules WHERE id = $1 AND version = $2 RETURNING 1 AS done';
