import type { Migration } from './migration.ts';

/** Facts of executions whose scopes are carried out apart, each under its place in the one history of its execution. `number` counts within the scope. */
export const durableJournal: Migration = {
  version: 16,
  name: 'durable journal',
  statements: [
    `CREATE TABLE uwf.durable_journals (
      execution_id text COLLATE "C" PRIMARY KEY,
      last integer NOT NULL DEFAULT 0,
      is_ended boolean NOT NULL DEFAULT false
    ) WITH (fillfactor = 70)`,
    `CREATE TABLE uwf.durable_facts (
      execution_id text COLLATE "C" NOT NULL,
      sequence integer NOT NULL,
      scope text COLLATE "C" NOT NULL,
      number integer NOT NULL,
      fact text NOT NULL,
      PRIMARY KEY (execution_id, sequence),
      UNIQUE (execution_id, scope, number)
    )`,
  ],
};
