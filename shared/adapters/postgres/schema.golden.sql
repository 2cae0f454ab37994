-- Made by tests/integration/postgres/schema.test.ts from information_schema; to make it anew: npx vitest run tests/integration/postgres/schema.test.ts -u

TABLE definitions (
  revision text COLLATE "C" NOT NULL,
  namespace text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  target text COLLATE "C" NOT NULL,
  program text NOT NULL,
  registered_at bigint NOT NULL,
  registered_by text COLLATE "C" NOT NULL,
  inline boolean NOT NULL,
  pinned text
);
CREATE UNIQUE INDEX definitions_pkey ON uwf.definitions USING btree (revision);
CREATE UNIQUE INDEX definitions_registered ON uwf.definitions USING btree (name, namespace, version, target) WHERE (NOT inline);

TABLE event_log_end (
  id smallint NOT NULL,
  place bigint NOT NULL,
  published_at bigint NOT NULL
);
CREATE UNIQUE INDEX event_log_end_pkey ON uwf.event_log_end USING btree (id);

TABLE event_subscribers (
  seq bigint NOT NULL GENERATED AS IDENTITY,
  id text COLLATE "C" NOT NULL,
  execution_id text COLLATE "C",
  topics text NOT NULL,
  state text NOT NULL,
  version integer NOT NULL,
  place bigint NOT NULL,
  wanted bigint NOT NULL,
  has_news boolean NOT NULL,
  lease_until bigint NOT NULL DEFAULT 0
);
-- with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02)
CREATE INDEX event_subscribers_by_execution ON uwf.event_subscribers USING btree (execution_id);
CREATE INDEX event_subscribers_due ON uwf.event_subscribers USING btree (seq) WHERE (has_news OR (wanted > place));
CREATE UNIQUE INDEX event_subscribers_pkey ON uwf.event_subscribers USING btree (id);
CREATE UNIQUE INDEX event_subscribers_seq_key ON uwf.event_subscribers USING btree (seq);

TABLE event_topics (
  topic text COLLATE "C" NOT NULL,
  subscriber_id text COLLATE "C" NOT NULL
);
CREATE INDEX event_topics_by_subscriber ON uwf.event_topics USING btree (subscriber_id);
CREATE UNIQUE INDEX event_topics_pkey ON uwf.event_topics USING btree (topic, subscriber_id);

TABLE events (
  place bigint NOT NULL,
  identity bytea NOT NULL,
  type text COLLATE "C" NOT NULL,
  published_at bigint NOT NULL,
  event text NOT NULL
);
CREATE INDEX events_by_age ON uwf.events USING btree (published_at, place);
CREATE INDEX events_by_type ON uwf.events USING btree (type, place);
CREATE UNIQUE INDEX events_identity_key ON uwf.events USING btree (identity);
CREATE UNIQUE INDEX events_pkey ON uwf.events USING btree (place);

TABLE execution_watches (
  seq bigint NOT NULL GENERATED AS IDENTITY,
  id text COLLATE "C" NOT NULL,
  execution_id text COLLATE "C" NOT NULL,
  purpose text NOT NULL,
  ended boolean NOT NULL,
  lease_until bigint NOT NULL DEFAULT 0
);
-- with (autovacuum_vacuum_scale_factor=0.02)
CREATE INDEX execution_watches_by_execution ON uwf.execution_watches USING btree (execution_id);
CREATE INDEX execution_watches_ended ON uwf.execution_watches USING btree (seq) WHERE ended;
CREATE UNIQUE INDEX execution_watches_pkey ON uwf.execution_watches USING btree (id);
CREATE UNIQUE INDEX execution_watches_seq_key ON uwf.execution_watches USING btree (seq);

TABLE executions (
  id text COLLATE "C" NOT NULL,
  shard smallint NOT NULL,
  namespace text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  revision text COLLATE "C" NOT NULL,
  principal text COLLATE "C" NOT NULL,
  idempotency bytea,
  fingerprint text COLLATE "C",
  status text COLLATE "C" NOT NULL,
  sequence integer NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  ended_at bigint,
  snapshot text NOT NULL,
  output text,
  failure text
);
-- with (fillfactor=70, autovacuum_vacuum_scale_factor=0.05)
CREATE INDEX executions_by_name ON uwf.executions USING btree (name, created_at DESC, id DESC);
CREATE INDEX executions_by_principal ON uwf.executions USING btree (principal, created_at DESC, id DESC);
CREATE INDEX executions_by_status ON uwf.executions USING btree (status, created_at DESC, id DESC);
CREATE UNIQUE INDEX executions_idempotency_key ON uwf.executions USING btree (idempotency);
CREATE INDEX executions_newest ON uwf.executions USING btree (created_at DESC, id DESC);
CREATE UNIQUE INDEX executions_pkey ON uwf.executions USING btree (id);

TABLE history_events (
  shard smallint NOT NULL,
  execution_id text COLLATE "C" NOT NULL,
  sequence integer NOT NULL,
  at bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  state text COLLATE "C",
  frame text COLLATE "C" NOT NULL,
  details text NOT NULL
);
CREATE UNIQUE INDEX history_events_pkey ON ONLY uwf.history_events USING btree (shard, execution_id, sequence);

TABLE history_events_00 is the part FOR VALUES IN ('0');

TABLE history_events_01 is the part FOR VALUES IN ('1');

TABLE history_events_02 is the part FOR VALUES IN ('2');

TABLE history_events_03 is the part FOR VALUES IN ('3');

TABLE history_events_04 is the part FOR VALUES IN ('4');

TABLE history_events_05 is the part FOR VALUES IN ('5');

TABLE history_events_06 is the part FOR VALUES IN ('6');

TABLE history_events_07 is the part FOR VALUES IN ('7');

TABLE history_events_08 is the part FOR VALUES IN ('8');

TABLE history_events_09 is the part FOR VALUES IN ('9');

TABLE history_events_10 is the part FOR VALUES IN ('10');

TABLE history_events_11 is the part FOR VALUES IN ('11');

TABLE history_events_12 is the part FOR VALUES IN ('12');

TABLE history_events_13 is the part FOR VALUES IN ('13');

TABLE history_events_14 is the part FOR VALUES IN ('14');

TABLE history_events_15 is the part FOR VALUES IN ('15');

TABLE inbox (
  attempt_id text COLLATE "C" NOT NULL,
  execution_id text COLLATE "C" NOT NULL,
  seq bigint NOT NULL GENERATED AS IDENTITY,
  state text COLLATE "C" NOT NULL,
  epoch integer NOT NULL DEFAULT 0,
  lease_until bigint NOT NULL DEFAULT 0,
  worker text COLLATE "C",
  message text,
  answer text,
  answers integer NOT NULL DEFAULT 0,
  received_at bigint NOT NULL,
  finished_at bigint
);
-- with (fillfactor=70, autovacuum_vacuum_scale_factor=0.05)
CREATE INDEX inbox_ended ON uwf.inbox USING btree (finished_at) WHERE (finished_at IS NOT NULL);
CREATE INDEX inbox_open ON uwf.inbox USING btree (seq) WHERE (state = ANY (ARRAY['ready'::text, 'started'::text]));
CREATE UNIQUE INDEX inbox_pkey ON uwf.inbox USING btree (attempt_id);

TABLE inbox_answers (
  seq bigint NOT NULL GENERATED AS IDENTITY,
  id text COLLATE "C" NOT NULL,
  attempt_id text COLLATE "C" NOT NULL,
  execution_id text COLLATE "C" NOT NULL,
  answer text NOT NULL,
  lease_until bigint NOT NULL DEFAULT 0
);
-- with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02)
CREATE INDEX inbox_answers_by_attempt ON uwf.inbox_answers USING btree (attempt_id);
CREATE UNIQUE INDEX inbox_answers_id_key ON uwf.inbox_answers USING btree (id);
CREATE UNIQUE INDEX inbox_answers_pkey ON uwf.inbox_answers USING btree (seq);

TABLE outbox (
  seq bigint NOT NULL GENERATED AS IDENTITY,
  id text COLLATE "C" NOT NULL,
  execution_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  payload text NOT NULL,
  lease_until bigint NOT NULL DEFAULT 0
);
-- with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02)
CREATE UNIQUE INDEX outbox_id_key ON uwf.outbox USING btree (id);
CREATE UNIQUE INDEX outbox_pkey ON uwf.outbox USING btree (seq);

TABLE queue_dead_letters (
  seq bigint NOT NULL,
  topic text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  body text NOT NULL,
  deliveries integer NOT NULL,
  reason text COLLATE "C" NOT NULL
);
CREATE INDEX queue_dead_letters_by_topic ON uwf.queue_dead_letters USING btree (topic, seq);
CREATE UNIQUE INDEX queue_dead_letters_pkey ON uwf.queue_dead_letters USING btree (seq);

TABLE queue_ids (
  topic text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  published_at bigint NOT NULL
);
CREATE INDEX queue_ids_by_age ON uwf.queue_ids USING btree (published_at);
CREATE UNIQUE INDEX queue_ids_pkey ON uwf.queue_ids USING btree (topic, id);

TABLE queue_messages (
  seq bigint NOT NULL GENERATED AS IDENTITY,
  topic text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  body text NOT NULL,
  deliveries integer NOT NULL DEFAULT 0,
  available_at bigint NOT NULL DEFAULT 0,
  holder text COLLATE "C",
  ready boolean NOT NULL
);
-- with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02)
CREATE INDEX queue_messages_by_key ON uwf.queue_messages USING btree (topic, key, seq);
CREATE UNIQUE INDEX queue_messages_pkey ON uwf.queue_messages USING btree (seq);
CREATE INDEX queue_messages_ready ON uwf.queue_messages USING btree (topic, seq) WHERE ready;

TABLE schedules (
  id text COLLATE "C" NOT NULL,
  schedule text NOT NULL,
  version integer NOT NULL,
  due_at bigint,
  lease_until bigint NOT NULL DEFAULT 0
);
CREATE INDEX schedules_due ON uwf.schedules USING btree (due_at);
CREATE UNIQUE INDEX schedules_pkey ON uwf.schedules USING btree (id);

TABLE schema_versions (
  version integer NOT NULL,
  name text NOT NULL,
  digest text NOT NULL
);
CREATE UNIQUE INDEX schema_versions_pkey ON uwf.schema_versions USING btree (version);

TABLE timers (
  execution_id text COLLATE "C" NOT NULL,
  timer_id text COLLATE "C" NOT NULL,
  due_at bigint NOT NULL
);
-- with (autovacuum_vacuum_scale_factor=0.02)
CREATE INDEX timers_due ON uwf.timers USING btree (due_at);
CREATE UNIQUE INDEX timers_pkey ON uwf.timers USING btree (execution_id, timer_id);
