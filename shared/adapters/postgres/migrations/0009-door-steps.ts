import type { Migration } from './migration.ts';

/** The cloud's record of steps for the bank: rows, messages and calls on the way out, message ids that were seen, and the sites. */
export const doorSteps: Migration = {
  version: 9,
  name: 'door steps',
  statements: [
    // `lane` of an open step: never dispatched, dispatched or unwanted, each by priority; NULL once it is closed. Beside it stands what a row is found by;
    // `step` is the row without its `body`.
    `CREATE TABLE uwf.door_steps (
      key text COLLATE "C" PRIMARY KEY,
      version bigint NOT NULL,
      site text COLLATE "C" NOT NULL,
      lane smallint,
      cin bigint NOT NULL,
      rin bigint NOT NULL,
      due_at bigint NOT NULL,
      closed_at bigint,
      step text NOT NULL,
      body text NOT NULL
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`,
    'CREATE INDEX door_steps_open ON uwf.door_steps (lane, site, cin, rin, due_at) WHERE lane IS NOT NULL',
    'CREATE INDEX door_steps_closed ON uwf.door_steps (closed_at) WHERE closed_at IS NOT NULL',
    `CREATE TABLE uwf.door_messages (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      mid text COLLATE "C" NOT NULL UNIQUE,
      message text NOT NULL,
      lease_until bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`,
    `CREATE TABLE uwf.door_calls (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text COLLATE "C" NOT NULL UNIQUE,
      call text NOT NULL,
      lease_until bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`,
    `CREATE TABLE uwf.door_seen (
      mid text COLLATE "C" PRIMARY KEY,
      hash text COLLATE "C" NOT NULL,
      until bigint NOT NULL
    ) WITH (autovacuum_vacuum_scale_factor = 0.02)`,
    'CREATE INDEX door_seen_by_age ON uwf.door_seen (until)',
    `CREATE TABLE uwf.door_sites (
      site text COLLATE "C" PRIMARY KEY,
      rin bigint NOT NULL,
      slots bigint,
      lag bigint,
      at bigint NOT NULL
    ) WITH (fillfactor = 70)`,
  ],
};
