import type { Migration } from './migration.ts';

/** The registry. One row per revision; one registered revision per version and target. */
export const definitions: Migration = {
  version: 4,
  name: 'definitions',
  statements: [
    `CREATE TABLE uwf.definitions (
      revision text COLLATE "C" PRIMARY KEY,
      namespace text COLLATE "C" NOT NULL,
      name text COLLATE "C" NOT NULL,
      version text COLLATE "C" NOT NULL,
      target text COLLATE "C" NOT NULL,
      program text NOT NULL,
      registered_at bigint NOT NULL,
      registered_by text COLLATE "C" NOT NULL,
      inline boolean NOT NULL
    )`,
    'CREATE UNIQUE INDEX definitions_registered ON uwf.definitions (name, namespace, version, target) WHERE NOT inline',
  ],
};
