import type { Migration } from './migration.ts';

/** The bank's record of the steps that it was given, the answers on their way out, and message ids that were seen. */
export const bankSteps: Migration = {
  version: 10,
  name: 'bank steps',
  statements: [
    // What a claim looks for and changes are columns; the rest of the row is `content`. `open` is false once the step has ended.
    `CREATE TABLE uwf.bank_steps (
      key text COLLATE "C" PRIMARY KEY,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      version bigint NOT NULL,
      priority smallint NOT NULL,
      state text COLLATE "C" NOT NULL,
      open boolean NOT NULL,
      epoch bigint NOT NULL,
      rin bigint NOT NULL,
      due_at bigint NOT NULL,
      worker text COLLATE "C",
      ended_at bigint,
      content text NOT NULL
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`,
    // `state` is there for the counts.
    'CREATE INDEX bank_steps_open ON uwf.bank_steps (priority, rin, due_at, seq, state) WHERE open',
    'CREATE INDEX bank_steps_ended ON uwf.bank_steps (ended_at) WHERE ended_at IS NOT NULL',
    `CREATE TABLE uwf.bank_messages (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      mid text COLLATE "C" NOT NULL UNIQUE,
      message text NOT NULL,
      lease_until bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`,
    `CREATE TABLE uwf.bank_seen (
      mid text COLLATE "C" PRIMARY KEY,
      hash text COLLATE "C" NOT NULL,
      until bigint NOT NULL
    ) WITH (autovacuum_vacuum_scale_factor = 0.02)`,
    'CREATE INDEX bank_seen_by_age ON uwf.bank_seen (until)',
  ],
};
