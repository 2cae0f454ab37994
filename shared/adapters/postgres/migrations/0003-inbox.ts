import type { Migration } from './migration.ts';

/** The runner's record of attempts, and the answers on their way out. */
export const inbox: Migration = {
  version: 3,
  name: 'inbox',
  statements: [
    `CREATE TABLE uwf.inbox (
      attempt_id text COLLATE "C" PRIMARY KEY,
      execution_id text COLLATE "C" NOT NULL,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      state text COLLATE "C" NOT NULL,
      epoch integer NOT NULL DEFAULT 0,
      lease_until bigint NOT NULL DEFAULT 0,
      worker text COLLATE "C",
      message text,
      answer text,
      answers integer NOT NULL DEFAULT 0,
      received_at bigint NOT NULL,
      finished_at bigint
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)`,
    "CREATE INDEX inbox_open ON uwf.inbox (seq) WHERE state IN ('ready', 'started')",
    'CREATE INDEX inbox_ended ON uwf.inbox (finished_at) WHERE finished_at IS NOT NULL',
    `CREATE TABLE uwf.inbox_answers (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text COLLATE "C" NOT NULL UNIQUE,
      attempt_id text COLLATE "C" NOT NULL,
      execution_id text COLLATE "C" NOT NULL,
      answer text NOT NULL,
      lease_until bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`,
    'CREATE INDEX inbox_answers_by_attempt ON uwf.inbox_answers (attempt_id)',
  ],
};
