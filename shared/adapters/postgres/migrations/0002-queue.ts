import type { Migration } from './migration.ts';

/** Topics of messages, the ids that they are recognised by, and the dead letters. */
export const queue: Migration = {
  version: 2,
  name: 'queue',
  statements: [
    // `holder` is set while a delivery is out; `available_at` is when its lease ends, or when a released message comes again.
    // `ready` is false only while an earlier message of the key is there: receivers need not look at those behind it.
    `CREATE TABLE uwf.queue_messages (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      topic text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      body text NOT NULL,
      deliveries integer NOT NULL DEFAULT 0,
      available_at bigint NOT NULL DEFAULT 0,
      holder text COLLATE "C",
      ready boolean NOT NULL
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`,
    'CREATE INDEX queue_messages_ready ON uwf.queue_messages (topic, seq) WHERE ready',
    // The first message of a key: only that one may be delivered.
    'CREATE INDEX queue_messages_by_key ON uwf.queue_messages (topic, key, seq)',
    `CREATE TABLE uwf.queue_ids (
      topic text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      published_at bigint NOT NULL,
      PRIMARY KEY (topic, id)
    )`,
    'CREATE INDEX queue_ids_by_age ON uwf.queue_ids (published_at)',
    `CREATE TABLE uwf.queue_dead_letters (
      seq bigint PRIMARY KEY,
      topic text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      body text NOT NULL,
      deliveries integer NOT NULL,
      reason text COLLATE "C" NOT NULL
    )`,
    'CREATE INDEX queue_dead_letters_by_topic ON uwf.queue_dead_letters (topic, seq)',
  ],
};
