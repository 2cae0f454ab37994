import { afterAll, beforeAll, expect, test } from 'vitest';
import * as events from '#shared/adapters/postgres/event-statements.ts';
import * as executions from '#shared/adapters/postgres/execution-statements.ts';
import * as log from '#shared/adapters/postgres/message-log-statements.ts';
import { createPool } from '#shared/adapters/postgres/pool.ts';
import * as queue from '#shared/adapters/postgres/queue-statements.ts';
import * as schedules from '#shared/adapters/postgres/schedule-statements.ts';
import { inSchema } from '#shared/adapters/postgres/schema-name.ts';
import * as watches from '#shared/adapters/postgres/watch-statements.ts';
import { creationOf } from '#tests/conformance/ports/executions.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

/** Statements that the engine and the runner run all the time. None of them may read a table that grows. */
const HOT_STATEMENTS: Readonly<Record<string, string>> = {
  create: executions.CREATE,
  'find existing': executions.FIND_EXISTING,
  commit: executions.COMMIT,
  load: executions.LOAD,
  history: executions.HISTORY,
  'claim outbox': executions.CLAIM_OUTBOX,
  'settle outbox': executions.SETTLE_OUTBOX,
  'due timers': executions.DUE_TIMERS,
  'list all': executions.listStatement({ principal: false, status: false, namespace: false, name: false, version: false, cursor: true }).text,
  'list by status': executions.listStatement({ principal: false, status: true, namespace: false, name: false, version: false, cursor: true }).text,
  'list by name': executions.listStatement({ principal: false, status: false, namespace: true, name: true, version: true, cursor: true }).text,
  'list by principal': executions.listStatement({ principal: true, status: false, namespace: false, name: false, version: false, cursor: true }).text,
  'list by principal, first page': executions.listStatement({ principal: true, status: false, namespace: false, name: false, version: false, cursor: false }).text,
  'list by principal and status': executions.listStatement({ principal: true, status: true, namespace: false, name: false, version: false, cursor: true }).text,
  'list by principal and name': executions.listStatement({ principal: true, status: false, namespace: true, name: true, version: true, cursor: true }).text,
  publish: queue.PUBLISH,
  receive: queue.RECEIVE,
  acknowledge: queue.ACKNOWLEDGE,
  bury: queue.BURY,
  release: queue.RELEASE,
  promote: queue.PROMOTE,
  'insert event': events.INSERT_EVENT,
  'find event': events.FIND_EVENT,
  'mark subscribers': events.MARK,
  'first event since': events.FIRST_SINCE,
  'load subscriber': events.LOAD_SUBSCRIBER,
  'subscribers of': events.SUBSCRIBERS_OF,
  'due subscribers': events.DUE_SUBSCRIBERS,
  'unseen of all': events.UNSEEN_OF_ALL,
  'unseen of types': events.UNSEEN_OF_TYPES,
  'save subscriber': events.SAVE_SUBSCRIBER,
  'close subscriber': events.CLOSE_SUBSCRIBER,
  'close subscribers of': events.CLOSE_SUBSCRIBERS_OF,
  'confirm watch': watches.CONFIRM_WATCH,
  'claim watches': watches.CLAIM_WATCHES,
  'settle watches': watches.SETTLE_WATCHES,
  'load schedule': schedules.LOAD_SCHEDULE,
  'due schedules': schedules.DUE_SCHEDULES,
  'update schedule': schedules.UPDATE_SCHEDULE,
  'append records': log.APPEND,
  'read records': log.READ,
  'poll records': log.POLL,
  'bounds of partitions': log.BOUNDS,
  'places at a time': log.PLACES_AT,
  'renew a member': log.RENEW_MEMBER,
  'holders of partitions': log.HOLDERS,
  'commit places': log.COMMIT_PLACES,
  'committed places': log.COMMITTED,
};

await describeWithPostgres('plans of the postgres adapter', () => {
  let postgres: TestPostgres;
  let pool: ReturnType<typeof createPool>;
  beforeAll(async () => {
    postgres = await openTestPostgres();
    pool = createPool({ connectionString: postgres.connectionString, maxConnections: 1 });
  });
  afterAll(async () => {
    await pool.end();
    await postgres.close();
  });

  /** The plan that the adapter's sessions use for a prepared statement, whatever its parameters. */
  const planOf = async (text: string): Promise<string> => {
    await pool.query(`PREPARE probed AS ${inSchema(text, postgres.schema)}`);
    const described = await pool.query<{ type: string }>("SELECT unnest(parameter_types)::text AS type FROM pg_prepared_statements WHERE name = 'probed'");
    const values = described.rows.map(({ type }) => (type.endsWith('[]') ? "'{}'" : "'0'")).join(', ');
    const { rows } = await pool.query(`EXPLAIN EXECUTE probed${values === '' ? '' : `(${values})`}`);
    await pool.query('DEALLOCATE probed');
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  };

  test.each(Object.entries(HOT_STATEMENTS))('%s finds its rows by index, on tables that were never looked at', async (_name, text) => {
    const plan = await planOf(text);
    expect(plan).toMatch(/\w/);
    expect(plan).not.toMatch(/Seq Scan on (?!unnest)|Bitmap|Hash Join|Merge Join|Materialize/);
    // An index that is read from end to end has no condition beneath it. Ordered reads with a limit are meant to be like that.
    const lines = plan.split('\n');
    const unbound = lines.filter((line, index) => /Index (Only )?Scan/.test(line) && !/Index Cond/.test(lines[index + 1] ?? ''));
    expect(unbound.filter((line) => !/using (outbox_pkey|event_subscribers_due|execution_watches_ended)/.test(line))).toEqual([]);
  });

  test('of each statement use the indexes that were made for it', async () => {
    const used: Record<string, readonly string[]> = {};
    for (const [name, text] of Object.entries(HOT_STATEMENTS)) {
      const plan = await planOf(text);
      used[name] = [...new Set([...plan.matchAll(/Scan (?:Backward )?using (\w+)/g)].map((match) => match[1] ?? ''))].sort();
    }
    expect(used).toMatchInlineSnapshot(`
      {
        "acknowledge": [
          "queue_messages_pkey",
        ],
        "append records": [
          "log_partitions_pkey",
        ],
        "bounds of partitions": [
          "log_partitions_pkey",
          "log_records_pkey",
        ],
        "bury": [
          "queue_messages_pkey",
        ],
        "claim outbox": [
          "outbox_pkey",
        ],
        "claim watches": [
          "execution_watches_ended",
          "execution_watches_pkey",
        ],
        "close subscriber": [
          "event_subscribers_pkey",
        ],
        "close subscribers of": [
          "event_subscribers_by_execution",
        ],
        "commit": [
          "execution_watches_by_execution",
          "executions_pkey",
          "timers_pkey",
        ],
        "commit places": [
          "log_positions_pkey",
        ],
        "committed places": [
          "log_positions_pkey",
        ],
        "confirm watch": [
          "execution_watches_pkey",
          "executions_pkey",
          "hosted_executions_pkey",
        ],
        "create": [
          "execution_watches_by_execution",
        ],
        "due schedules": [
          "schedules_due",
          "schedules_pkey",
        ],
        "due subscribers": [
          "event_subscribers_due",
          "event_subscribers_pkey",
        ],
        "due timers": [
          "timers_due",
        ],
        "find event": [
          "events_identity_key",
        ],
        "find existing": [
          "executions_idempotency_key",
          "executions_pkey",
        ],
        "first event since": [
          "events_by_age",
        ],
        "history": [
          "history_events_00_pkey",
        ],
        "holders of partitions": [
          "log_partitions_topic_partition_key",
          "log_positions_pkey",
        ],
        "insert event": [],
        "list all": [
          "executions_newest",
        ],
        "list by name": [
          "executions_by_name",
        ],
        "list by principal": [
          "executions_by_principal",
        ],
        "list by principal and name": [
          "executions_by_principal",
        ],
        "list by principal and status": [
          "executions_by_principal",
        ],
        "list by principal, first page": [
          "executions_by_principal",
        ],
        "list by status": [
          "executions_by_status",
        ],
        "load": [
          "executions_pkey",
        ],
        "load schedule": [
          "schedules_pkey",
        ],
        "load subscriber": [
          "event_subscribers_pkey",
        ],
        "mark subscribers": [
          "event_subscribers_pkey",
          "event_topics_pkey",
        ],
        "places at a time": [
          "log_partitions_pkey",
          "log_records_by_time",
        ],
        "poll records": [
          "log_groups_pkey",
          "log_records_pkey",
        ],
        "promote": [
          "queue_messages_by_key",
          "queue_messages_pkey",
        ],
        "publish": [
          "queue_messages_by_key",
        ],
        "read records": [
          "log_records_pkey",
        ],
        "receive": [
          "queue_messages_by_key",
          "queue_messages_pkey",
          "queue_messages_ready",
        ],
        "release": [
          "queue_messages_pkey",
        ],
        "renew a member": [
          "log_members_pkey",
        ],
        "save subscriber": [
          "event_subscribers_pkey",
        ],
        "settle outbox": [
          "outbox_id_key",
        ],
        "settle watches": [
          "execution_watches_pkey",
        ],
        "subscribers of": [
          "event_subscribers_by_execution",
        ],
        "unseen of all": [
          "events_pkey",
        ],
        "unseen of types": [
          "events_by_type",
        ],
        "update schedule": [
          "schedules_pkey",
        ],
      }
    `);
  });

  test('would be told of a statement that reads a whole table', async () => {
    expect(await planOf('SELECT id FROM uwf.executions WHERE revision = $1::text')).toMatch(/Seq Scan/);
  });

  test('spread executions over the partitions of the journal', async () => {
    for (let index = 0; index < 50; index += 1) await postgres.ports.executionStore.create(creationOf(`e${String(index)}`));
    const [row] = await postgres.sql('SELECT count(*)::integer AS count, count(DISTINCT shard)::integer AS shards FROM history_events');
    expect(row?.['count']).toBe(50);
    expect(Number(row?.['shards'])).toBeGreaterThan(8);
  });
});
