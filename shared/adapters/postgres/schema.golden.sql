-- Made by tests/integration/postgres/schema.test.ts from information_schema; to make it anew: npx vitest run tests/integration/postgres/schema.test.ts -u

TABLE audit_log (
  sequence bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  actor text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  details text NOT NULL,
  previous text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX audit_log_pkey ON uwf.audit_log USING btree (sequence);

TABLE bank_messages (
  seq bigint NOT NULL GENERATED AS IDENTITY,
  mid text COLLATE "C" NOT NULL,
  message text NOT NULL,
  lease_until bigint NOT NULL DEFAULT 0
);
-- with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02)
CREATE UNIQUE INDEX bank_messages_mid_key ON uwf.bank_messages USING btree (mid);
CREATE UNIQUE INDEX bank_messages_pkey ON uwf.bank_messages USING btree (seq);

TABLE bank_seen (
  mid text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  until bigint NOT NULL
);
-- with (autovacuum_vacuum_scale_factor=0.02)
CREATE INDEX bank_seen_by_age ON uwf.bank_seen USING btree (until);
CREATE UNIQUE INDEX bank_seen_pkey ON uwf.bank_seen USING btree (mid);

TABLE bank_steps (
  key text COLLATE "C" NOT NULL,
  seq bigint NOT NULL GENERATED AS IDENTITY,
  version bigint NOT NULL,
  priority smallint NOT NULL,
  state text COLLATE "C" NOT NULL,
  open boolean NOT NULL,
  epoch bigint NOT NULL,
  rin bigint NOT NULL,
  due_at bigint NOT NULL,
  worker text COLLATE "C",
  ended_at bigint,
  content text NOT NULL
);
-- with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02)
CREATE INDEX bank_steps_ended ON uwf.bank_steps USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX bank_steps_open ON uwf.bank_steps USING btree (priority, rin, due_at, seq, state) WHERE open;
CREATE UNIQUE INDEX bank_steps_pkey ON uwf.bank_steps USING btree (key);

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

TABLE door_calls (
  seq bigint NOT NULL GENERATED AS IDENTITY,
  id text COLLATE "C" NOT NULL,
  call text NOT NULL,
  lease_until bigint NOT NULL DEFAULT 0
);
-- with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02)
CREATE UNIQUE INDEX door_calls_id_key ON uwf.door_calls USING btree (id);
CREATE UNIQUE INDEX door_calls_pkey ON uwf.door_calls USING btree (seq);

TABLE door_messages (
  seq bigint NOT NULL GENERATED AS IDENTITY,
  mid text COLLATE "C" NOT NULL,
  message text NOT NULL,
  lease_until bigint NOT NULL DEFAULT 0
);
-- with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02)
CREATE UNIQUE INDEX door_messages_mid_key ON uwf.door_messages USING btree (mid);
CREATE UNIQUE INDEX door_messages_pkey ON uwf.door_messages USING btree (seq);

TABLE door_seen (
  mid text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  until bigint NOT NULL
);
-- with (autovacuum_vacuum_scale_factor=0.02)
CREATE INDEX door_seen_by_age ON uwf.door_seen USING btree (until);
CREATE UNIQUE INDEX door_seen_pkey ON uwf.door_seen USING btree (mid);

TABLE door_sites (
  site text COLLATE "C" NOT NULL,
  rin bigint NOT NULL,
  slots bigint,
  lag bigint,
  at bigint NOT NULL
);
-- with (fillfactor=70)
CREATE UNIQUE INDEX door_sites_pkey ON uwf.door_sites USING btree (site);

TABLE door_steps (
  key text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  site text COLLATE "C" NOT NULL,
  lane smallint,
  cin bigint NOT NULL,
  rin bigint NOT NULL,
  due_at bigint NOT NULL,
  closed_at bigint,
  step text NOT NULL,
  body text NOT NULL
);
-- with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02)
CREATE INDEX door_steps_closed ON uwf.door_steps USING btree (closed_at) WHERE (closed_at IS NOT NULL);
CREATE INDEX door_steps_open ON uwf.door_steps USING btree (lane, site, cin, rin, due_at) WHERE (lane IS NOT NULL);
CREATE UNIQUE INDEX door_steps_pkey ON uwf.door_steps USING btree (key);

TABLE durable_facts (
  execution_id text COLLATE "C" NOT NULL,
  sequence integer NOT NULL,
  scope text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  fact text NOT NULL
);
CREATE UNIQUE INDEX durable_facts_execution_id_scope_number_key ON uwf.durable_facts USING btree (execution_id, scope, number);
CREATE UNIQUE INDEX durable_facts_pkey ON uwf.durable_facts USING btree (execution_id, sequence);

TABLE durable_journals (
  execution_id text COLLATE "C" NOT NULL,
  last integer NOT NULL DEFAULT 0,
  is_ended boolean NOT NULL DEFAULT false
);
-- with (fillfactor=70)
CREATE UNIQUE INDEX durable_journals_pkey ON uwf.durable_journals USING btree (execution_id);

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
  failure text,
  priority text
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

TABLE hosted_executions (
  id text COLLATE "C" NOT NULL,
  namespace text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  revision text COLLATE "C" NOT NULL,
  principal text COLLATE "C" NOT NULL,
  priority text,
  idempotency bytea,
  fingerprint text COLLATE "C",
  status text COLLATE "C" NOT NULL DEFAULT 'running'::text,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  ended_at bigint,
  output text,
  failure text,
  place text,
  depth integer
);
-- with (fillfactor=80)
CREATE INDEX hosted_executions_by_name ON uwf.hosted_executions USING btree (name, created_at DESC, id DESC);
CREATE INDEX hosted_executions_by_principal ON uwf.hosted_executions USING btree (principal, created_at DESC, id DESC);
CREATE INDEX hosted_executions_by_status ON uwf.hosted_executions USING btree (status, created_at DESC, id DESC);
CREATE UNIQUE INDEX hosted_executions_idempotency_key ON uwf.hosted_executions USING btree (idempotency);
CREATE INDEX hosted_executions_newest ON uwf.hosted_executions USING btree (created_at DESC, id DESC);
CREATE UNIQUE INDEX hosted_executions_pkey ON uwf.hosted_executions USING btree (id);

TABLE log_groups (
  name text COLLATE "C" NOT NULL,
  generation bigint NOT NULL
);
-- with (fillfactor=50)
CREATE UNIQUE INDEX log_groups_pkey ON uwf.log_groups USING btree (name);

TABLE log_members (
  group_name text COLLATE "C" NOT NULL,
  member text COLLATE "C" NOT NULL,
  consumer text COLLATE "C" NOT NULL,
  topics text NOT NULL,
  lease_until bigint NOT NULL
);
-- with (fillfactor=50)
CREATE UNIQUE INDEX log_members_pkey ON uwf.log_members USING btree (group_name, member);

TABLE log_partitions (
  id integer NOT NULL GENERATED AS IDENTITY,
  topic text COLLATE "C" NOT NULL,
  partition integer NOT NULL,
  next_place bigint NOT NULL DEFAULT 0,
  last_at bigint NOT NULL DEFAULT 0
);
-- with (fillfactor=50, autovacuum_vacuum_scale_factor=0.02)
CREATE UNIQUE INDEX log_partitions_pkey ON uwf.log_partitions USING btree (id);
CREATE UNIQUE INDEX log_partitions_topic_partition_key ON uwf.log_partitions USING btree (topic, partition);

TABLE log_positions (
  group_name text COLLATE "C" NOT NULL,
  log_id integer NOT NULL,
  committed bigint NOT NULL DEFAULT 0,
  holder text COLLATE "C",
  epoch bigint NOT NULL DEFAULT 0
);
-- with (fillfactor=50, autovacuum_vacuum_scale_factor=0.02)
CREATE UNIQUE INDEX log_positions_pkey ON uwf.log_positions USING btree (group_name, log_id);

TABLE log_records (
  log_id integer NOT NULL,
  place bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  value text NOT NULL,
  at bigint NOT NULL
);
CREATE INDEX log_records_by_time ON uwf.log_records USING btree (log_id, at, place);
CREATE UNIQUE INDEX log_records_pkey ON uwf.log_records USING btree (log_id, place);

TABLE log_topics (
  topic text COLLATE "C" NOT NULL,
  partitions integer NOT NULL
);
CREATE UNIQUE INDEX log_topics_pkey ON uwf.log_topics USING btree (topic);

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

TABLE quarantine (
  id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL GENERATED AS IDENTITY,
  visit text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL DEFAULT 'held'::text,
  version integer NOT NULL DEFAULT 1,
  output text NOT NULL,
  sealed text,
  decisions text NOT NULL DEFAULT '[]'::text,
  held_at bigint NOT NULL,
  last_at bigint NOT NULL,
  count integer NOT NULL DEFAULT 1,
  used_by text COLLATE "C"
);
-- with (fillfactor=80)
CREATE INDEX quarantine_by_fingerprint ON uwf.quarantine USING btree (fingerprint, sequence);
CREATE UNIQUE INDEX quarantine_by_sequence ON uwf.quarantine USING btree (sequence);
CREATE INDEX quarantine_by_status ON uwf.quarantine USING btree (status, sequence);
CREATE INDEX quarantine_ended ON uwf.quarantine USING btree (last_at) WHERE (status = ANY (ARRAY['used'::text, 'discarded'::text]));
CREATE UNIQUE INDEX quarantine_pkey ON uwf.quarantine USING btree (id);
CREATE UNIQUE INDEX quarantine_visit_fingerprint_key ON uwf.quarantine USING btree (visit, fingerprint);

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

TABLE vault_budgets (
  name text COLLATE "C" NOT NULL,
  level double precision NOT NULL,
  at bigint NOT NULL
);
-- with (fillfactor=50)
CREATE UNIQUE INDEX vault_budgets_pkey ON uwf.vault_budgets USING btree (name);

TABLE vault_data_keys (
  key_id text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  kek text COLLATE "C" NOT NULL,
  kek_version integer NOT NULL,
  wrapped text,
  created_at bigint NOT NULL,
  erased_at bigint
);
-- with (fillfactor=80)
CREATE INDEX vault_data_keys_by_kek ON uwf.vault_data_keys USING btree (kek, key_id) WHERE (wrapped IS NOT NULL);
CREATE INDEX vault_data_keys_by_subject ON uwf.vault_data_keys USING btree (tenant, subject);
CREATE UNIQUE INDEX vault_data_keys_in_use ON uwf.vault_data_keys USING btree (tenant, subject) WHERE (wrapped IS NOT NULL);
CREATE UNIQUE INDEX vault_data_keys_pkey ON uwf.vault_data_keys USING btree (key_id);

TABLE vault_key_floors (
  kek text COLLATE "C" NOT NULL,
  version integer NOT NULL
);
CREATE UNIQUE INDEX vault_key_floors_pkey ON uwf.vault_key_floors USING btree (kek);

TABLE vault_recipients (
  tenant text COLLATE "C" NOT NULL,
  principal text COLLATE "C" NOT NULL,
  thumbprint text COLLATE "C" NOT NULL,
  public_key text NOT NULL,
  registered_by text NOT NULL,
  registered_at bigint NOT NULL,
  revoked_at bigint
);
CREATE UNIQUE INDEX vault_recipients_pkey ON uwf.vault_recipients USING btree (tenant, principal, thumbprint);

TABLE vault_values (
  token_digest text COLLATE "C" NOT NULL,
  key_id text COLLATE "C" NOT NULL,
  place text NOT NULL,
  sealed text NOT NULL
);
CREATE INDEX vault_values_by_key ON uwf.vault_values USING btree (key_id);
CREATE UNIQUE INDEX vault_values_pkey ON uwf.vault_values USING btree (token_digest);
