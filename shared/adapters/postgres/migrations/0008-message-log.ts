import type { Migration } from './migration.ts';

/** The log that joins the zones: records by partition, and how far each group of consumers has come. */
export const messageLog: Migration = {
  version: 8,
  name: 'message log',
  statements: [
    // Decided by whoever names the topic first; a key's partition, and with it its order, would change with the number.
    `CREATE TABLE uwf.log_topics (
      topic text COLLATE "C" PRIMARY KEY,
      partitions integer NOT NULL
    )`,
    // Its row is locked while records are appended: they become visible in the order of their places. Changed often, so kept small and roomy.
    `CREATE TABLE uwf.log_partitions (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      topic text COLLATE "C" NOT NULL,
      partition integer NOT NULL,
      next_place bigint NOT NULL DEFAULT 0,
      last_at bigint NOT NULL DEFAULT 0,
      UNIQUE (topic, partition)
    ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)`,
    `CREATE TABLE uwf.log_records (
      log_id integer NOT NULL,
      place bigint NOT NULL,
      key text COLLATE "C" NOT NULL,
      value text NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (log_id, place)
    )`,
    // Positions by time, and what is old enough to be forgotten.
    'CREATE INDEX log_records_by_time ON uwf.log_records (log_id, at, place)',
    // `generation` changes with members and holders: who sees another one than before looks at both.
    `CREATE TABLE uwf.log_groups (
      name text COLLATE "C" PRIMARY KEY,
      generation bigint NOT NULL
    ) WITH (fillfactor = 50)`,
    `CREATE TABLE uwf.log_members (
      group_name text COLLATE "C" NOT NULL,
      member text COLLATE "C" NOT NULL,
      consumer text COLLATE "C" NOT NULL,
      topics text NOT NULL,
      lease_until bigint NOT NULL,
      PRIMARY KEY (group_name, member)
    ) WITH (fillfactor = 50)`,
    // `epoch` grows with each change of hands: a commit of an earlier holder finds another one.
    `CREATE TABLE uwf.log_positions (
      group_name text COLLATE "C" NOT NULL,
      log_id integer NOT NULL,
      committed bigint NOT NULL DEFAULT 0,
      holder text COLLATE "C",
      epoch bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (group_name, log_id)
    ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)`,
  ],
};
