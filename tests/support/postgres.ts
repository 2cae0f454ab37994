import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { describe, inject } from 'vitest';
import { openPostgres, type PostgresOptions, type PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { describeNotRun } from './not-run.ts';

/** A schema of its own in the server of this run. */
export interface TestPostgres {
  readonly connectionString: string;
  readonly schema: string;
  readonly ports: PostgresPorts;
  /** Another set of ports on the same schema, as another process would open it. */
  open(options?: Partial<Pick<PostgresOptions, 'onPublished' | 'maxConnections' | 'migrate' | 'logPartitions' | 'logLeaseMs'>>): Promise<PostgresPorts>;
  /** Runs SQL on the schema, which is the search path. */
  sql(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** Empties all tables; topics of the message log keep their partitions and the numbers of their records. */
  clear(): Promise<void>;
  /** Closes everything that was opened here and removes the schema. */
  close(): Promise<void>;
}

/** Where PostgreSQL is: DATABASE_URL, or the one embedded server of the run. Otherwise, why there is none. */
async function findServer(): Promise<{ readonly connectionString: string } | { readonly reason: string }> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') return { connectionString: given };
  const response = await fetch(inject('postgresBroker'));
  const text = await response.text();
  return response.ok ? { connectionString: text } : { reason: text };
}

/** A new, empty schema. Fails when there is no server: use {@link describeWithPostgres} around it. */
export async function openTestPostgres(): Promise<TestPostgres> {
  const server = await findServer();
  if ('reason' in server) throw new Error(`no PostgreSQL: ${server.reason}`);
  const { connectionString } = server;
  const schema = `uwf_test_${randomBytes(8).toString('hex')}`;
  const opened: PostgresPorts[] = [];
  const open: TestPostgres['open'] = async (options = {}) => {
    const ports = await openPostgres({ connectionString, schema, maxConnections: 4, applicationName: 'uwf-test', ...options });
    opened.push(ports);
    return ports;
  };
  const ports = await open();
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(`SET search_path = ${schema}`);
  const sql: TestPostgres['sql'] = async (text, values = []) => (await client.query<Record<string, unknown>>(text, [...values])).rows;
  return {
    connectionString,
    schema,
    ports,
    open,
    sql,
    clear: async () => {
      await sql('TRUNCATE executions, hosted_executions, durable_journals, durable_facts, history_events, outbox, timers, queue_messages, queue_ids, queue_dead_letters, definitions, events, event_subscribers, event_topics, execution_watches, schedules, log_records, log_groups, log_members, log_positions, door_steps, door_messages, door_calls, door_seen, door_sites, bank_steps, bank_messages, bank_seen');
      await sql('UPDATE event_log_end SET place = 0, published_at = 0');
    },
    close: async () => {
      await Promise.all(opened.map((one) => one.close()));
      await client.query(`DROP SCHEMA ${schema} CASCADE`);
      await client.end();
    },
  };
}

/** A new, empty database in the server of this run: for what makes schemas of its own by fixed names. Fails when there is no server. */
export async function openTestDatabase(): Promise<{ readonly connectionString: string; close(): Promise<void> }> {
  const server = await findServer();
  if ('reason' in server) throw new Error(`no PostgreSQL: ${server.reason}`);
  const name = `uwf_test_${randomBytes(8).toString('hex')}`;
  const client = new Client({ connectionString: server.connectionString });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  const url = new URL(server.connectionString);
  url.pathname = `/${name}`;
  return {
    connectionString: url.href,
    close: async () => {
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await client.end();
    },
  };
}

/** A suite that needs PostgreSQL: where there is none it is reported by name as not run, and in CI as failed. */
export async function describeWithPostgres(name: string, suite: () => void): Promise<void> {
  const server = await findServer();
  if (!('reason' in server)) {
    describe(name, suite);
    return;
  }
  describeNotRun(name, `no PostgreSQL (${server.reason})`);
}
