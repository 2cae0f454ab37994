import type { Migration } from './migration.ts';

/** Executions that a service outside carries out: who started which, for lists, ownership and idempotency. */
export const executionIndex: Migration = {
  version: 15,
  name: 'index of hosted executions',
  statements: [
    `CREATE TABLE uwf.hosted_executions (
      id text COLLATE "C" PRIMARY KEY,
      namespace text COLLATE "C" NOT NULL,
      name text COLLATE "C" NOT NULL,
      version text COLLATE "C" NOT NULL,
      revision text COLLATE "C" NOT NULL,
      principal text COLLATE "C" NOT NULL,
      priority text,
      idempotency bytea UNIQUE,
      fingerprint text COLLATE "C",
      status text COLLATE "C" NOT NULL DEFAULT 'running',
      created_at bigint NOT NULL,
      updated_at bigint NOT NULL,
      ended_at bigint,
      output text,
      failure text,
      place text
    ) WITH (fillfactor = 80)`,
    'CREATE INDEX hosted_executions_newest ON uwf.hosted_executions (created_at DESC, id DESC)',
    'CREATE INDEX hosted_executions_by_status ON uwf.hosted_executions (status, created_at DESC, id DESC)',
    'CREATE INDEX hosted_executions_by_name ON uwf.hosted_executions (name, created_at DESC, id DESC)',
    'CREATE INDEX hosted_executions_by_principal ON uwf.hosted_executions (principal, created_at DESC, id DESC)',
  ],
};
