import type { Migration } from './migration.ts';

/** The log of events with those who wait for them, the schedules, and who is told of the end of an execution. */
export const events: Migration = {
  version: 6,
  name: 'events',
  statements: [
    // One row, locked by who appends to the log or opens a subscriber: the order of the log is the order of the commits.
    'CREATE TABLE uwf.event_log_end (id smallint PRIMARY KEY, place bigint NOT NULL, published_at bigint NOT NULL)',
    'INSERT INTO uwf.event_log_end (id, place, published_at) VALUES (1, 0, 0)',
    `CREATE TABLE uwf.events (
      place bigint PRIMARY KEY,
      identity bytea NOT NULL UNIQUE,
      type text COLLATE "C" NOT NULL,
      published_at bigint NOT NULL,
      event text NOT NULL
    )`,
    'CREATE INDEX events_by_type ON uwf.events (type, place)',
    'CREATE INDEX events_by_age ON uwf.events (published_at, place)',
    // `place` up to which a subscriber has seen everything, and that of the last event which it may take.
    `CREATE TABLE uwf.event_subscribers (
      seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      id text COLLATE "C" PRIMARY KEY,
      execution_id text COLLATE "C",
      topics text NOT NULL,
      state text NOT NULL,
      version integer NOT NULL,
      place bigint NOT NULL,
      wanted bigint NOT NULL,
      has_news boolean NOT NULL,
      lease_until bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`,
    'CREATE INDEX event_subscribers_due ON uwf.event_subscribers (seq) WHERE has_news OR wanted > place',
    'CREATE INDEX event_subscribers_by_execution ON uwf.event_subscribers (execution_id)',
    // `all` or `=<type>`.
    `CREATE TABLE uwf.event_topics (
      topic text COLLATE "C" NOT NULL,
      subscriber_id text COLLATE "C" NOT NULL REFERENCES uwf.event_subscribers (id) ON DELETE CASCADE,
      PRIMARY KEY (topic, subscriber_id)
    )`,
    'CREATE INDEX event_topics_by_subscriber ON uwf.event_topics (subscriber_id)',
    `CREATE TABLE uwf.execution_watches (
      seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      id text COLLATE "C" PRIMARY KEY,
      execution_id text COLLATE "C" NOT NULL,
      purpose text NOT NULL,
      ended boolean NOT NULL,
      lease_until bigint NOT NULL DEFAULT 0
    ) WITH (autovacuum_vacuum_scale_factor = 0.02)`,
    'CREATE INDEX execution_watches_by_execution ON uwf.execution_watches (execution_id)',
    'CREATE INDEX execution_watches_ended ON uwf.execution_watches (seq) WHERE ended',
    `CREATE TABLE uwf.schedules (
      id text COLLATE "C" PRIMARY KEY,
      schedule text NOT NULL,
      version integer NOT NULL,
      due_at bigint,
      lease_until bigint NOT NULL DEFAULT 0
    )`,
    'CREATE INDEX schedules_due ON uwf.schedules (due_at)',
  ],
};
