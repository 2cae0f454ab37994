import { SHARD_COUNT } from '../shard.ts';
import type { Migration } from './migration.ts';

/**
 * The journal of executions. JSON is kept as text: `jsonb` refuses U+0000 and changes numbers, and nothing is ever searched
 * inside of it. Times are epoch milliseconds. Text compares by bytes, so that the order is the same on every server.
 */
export const journal: Migration = {
  version: 1,
  name: 'journal',
  statements: [
    // Room on each page for the next version of a row: an update then stays on its page and touches no index.
    `CREATE TABLE uwf.executions (
      id text COLLATE "C" PRIMARY KEY,
      shard smallint NOT NULL,
      namespace text COLLATE "C" NOT NULL,
      name text COLLATE "C" NOT NULL,
      version text COLLATE "C" NOT NULL,
      revision text COLLATE "C" NOT NULL,
      principal text COLLATE "C" NOT NULL,
      idempotency bytea UNIQUE,
      fingerprint text COLLATE "C",
      status text COLLATE "C" NOT NULL,
      sequence integer NOT NULL,
      created_at bigint NOT NULL,
      updated_at bigint NOT NULL,
      ended_at bigint,
      snapshot text NOT NULL,
      output text,
      failure text
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)`,
    'CREATE INDEX executions_newest ON uwf.executions (created_at DESC, id DESC)',
    'CREATE INDEX executions_by_status ON uwf.executions (status, created_at DESC, id DESC)',
    'CREATE INDEX executions_by_name ON uwf.executions (name, created_at DESC, id DESC)',
    `CREATE TABLE uwf.history_events (
      shard smallint NOT NULL,
      execution_id text COLLATE "C" NOT NULL,
      sequence integer NOT NULL,
      at bigint NOT NULL,
      kind text COLLATE "C" NOT NULL,
      state text COLLATE "C",
      frame text COLLATE "C" NOT NULL,
      details text NOT NULL,
      PRIMARY KEY (shard, execution_id, sequence)
    ) PARTITION BY LIST (shard)`,
    ...Array.from({ length: SHARD_COUNT }, (_, shard) => {
      const number = String(shard).padStart(2, '0');
      return `CREATE TABLE uwf.history_events_${number} PARTITION OF uwf.history_events FOR VALUES IN (${String(shard)})`;
    }),
    `CREATE TABLE uwf.outbox (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text COLLATE "C" NOT NULL UNIQUE,
      execution_id text COLLATE "C" NOT NULL,
      kind text COLLATE "C" NOT NULL,
      payload text NOT NULL,
      lease_until bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`,
    `CREATE TABLE uwf.timers (
      execution_id text COLLATE "C" NOT NULL,
      timer_id text COLLATE "C" NOT NULL,
      due_at bigint NOT NULL,
      PRIMARY KEY (execution_id, timer_id)
    ) WITH (autovacuum_vacuum_scale_factor = 0.02)`,
    'CREATE INDEX timers_due ON uwf.timers (due_at)',
  ],
};
