import type { Migration } from './migration.ts';

/** Outputs that were not let out of the on-prem zone. The output itself is encrypted before it comes here. */
export const quarantine: Migration = {
  version: 12,
  name: 'quarantine',
  statements: [
    `CREATE TABLE uwf.quarantine (
      id text COLLATE "C" PRIMARY KEY,
      sequence bigint GENERATED ALWAYS AS IDENTITY,
      visit text COLLATE "C" NOT NULL,
      fingerprint text COLLATE "C" NOT NULL,
      status text COLLATE "C" NOT NULL DEFAULT 'held',
      version integer NOT NULL DEFAULT 1,
      output text NOT NULL,
      sealed text,
      decisions text NOT NULL DEFAULT '[]',
      held_at bigint NOT NULL,
      last_at bigint NOT NULL,
      count integer NOT NULL DEFAULT 1,
      used_by text COLLATE "C",
      UNIQUE (visit, fingerprint)
    ) WITH (fillfactor = 80)`,
    'CREATE UNIQUE INDEX quarantine_by_sequence ON uwf.quarantine (sequence)',
    'CREATE INDEX quarantine_by_fingerprint ON uwf.quarantine (fingerprint, sequence)',
    'CREATE INDEX quarantine_by_status ON uwf.quarantine (status, sequence)',
    "CREATE INDEX quarantine_ended ON uwf.quarantine (last_at) WHERE status IN ('used', 'discarded')",
  ],
};
