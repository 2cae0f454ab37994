import { Pool, type ClientConfig, type PoolClient, type QueryConfig } from 'pg';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SqlDatabase, SqlDatabases, SqlResultRow, SqlTransaction, SqlTransactionOptions } from '#shared/ports/sql-database.ts';
import { fromPostgresError } from './errors.ts';
import { EXACT_TYPES } from './exact-types.ts';
import { CONNECT_TIMEOUT_MS, SQL_DATABASE_IDLE_MS, SQL_DATABASES_MAX } from './limits.ts';

export interface SqlDatabasesOptions {
  /** Connections to each database. */
  readonly maxConnections: number;
  readonly applicationName: string;
}

/** The bank's own PostgreSQL databases, for handlers that declare statements. What the session is set to is the bank's, but for the times. */
export function createSqlDatabases(options: SqlDatabasesOptions): SqlDatabases {
  const open = new Map<string, OpenDatabase>();
  const forget = (name: string): void => {
    const known = open.get(name);
    open.delete(name);
    // Transactions that run still end on their own connections.
    known?.pool.end().catch(ignoreLoss);
  };
  return {
    open: ({ name, connection }) => {
      const identity = JSON.stringify(connection);
      const known = open.get(name);
      if (known?.identity === identity) return known.database;
      if (known !== undefined) forget(name);
      const [oldest] = open.keys();
      if (open.size >= SQL_DATABASES_MAX && oldest !== undefined) forget(oldest);
      const pool = createTaskPool(parseConnection(connection), options);
      const database = createDatabase(pool);
      open.set(name, { identity, pool, database });
      return database;
    },
    close: async () => {
      const pools = [...open.values()].map(({ pool }) => pool);
      open.clear();
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}

interface OpenDatabase {
  readonly identity: string;
  readonly pool: Pool;
  readonly database: SqlDatabase;
}

function createTaskPool(connection: ClientConfig, options: SqlDatabasesOptions): Pool {
  const pool = new Pool({
    ...connection,
    max: options.maxConnections,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: SQL_DATABASE_IDLE_MS,
    keepAlive: true,
    types: EXACT_TYPES,
  });
  pool.on('error', ignoreLoss);
  pool.on('connect', (client) => client.on('error', ignoreLoss));
  return pool;
}

function ignoreLoss(): void {
  // The statement that is under way fails, or the next one opens a new connection.
}

function createDatabase(pool: Pool): SqlDatabase {
  return {
    transaction: async (options, work) => {
      const client = await pool.connect().catch((error: unknown) => Promise.reject(fromPostgresError(error, 'UWF-5001')));
      return transact(client, options, work);
    },
  };
}

async function transact<T>(client: PoolClient, options: SqlTransactionOptions, work: (transaction: SqlTransaction) => Promise<T>): Promise<T> {
  const { signal, access } = options;
  let isReleased = false;
  const release = (isBroken: boolean): void => {
    if (!isReleased) client.release(isBroken);
    isReleased = true;
  };
  const drop = (): void => release(true);
  signal.addEventListener('abort', drop, { once: true });
  let isClean = false;
  try {
    if (signal.aborted) throw new UwfError('UWF-5001', 'the attempt was given up before its transaction began');
    await begin(client, options);
    const result = await work({ query: (statement) => send(client, statement) });
    await command(client, access === 'read' ? 'ROLLBACK' : 'COMMIT');
    isClean = true;
    return result;
  } catch (error) {
    // A connection that cannot even roll back is not used again.
    if (!isReleased) isClean = await client.query('ROLLBACK').then(() => true, () => false);
    throw error;
  } finally {
    signal.removeEventListener('abort', drop);
    release(!isClean);
  }
}

async function begin(client: PoolClient, { access, statementMs }: SqlTransactionOptions): Promise<void> {
  await command(client, access === 'read' ? 'BEGIN TRANSACTION READ ONLY' : 'BEGIN');
  const times = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'].map((name) => `set_config('${name}', $1, true)`);
  await send(client, { text: `SELECT ${times.join(', ')}, set_config('DateStyle', 'ISO', true), set_config('TimeZone', 'UTC', true)`, values: [String(statementMs)] });
}

async function command(client: PoolClient, text: string): Promise<void> {
  await send(client, { text, values: [] });
}

/** `extended`: without values a driver would use the simple protocol, which takes several statements at once. */
async function send(client: PoolClient, { text, values }: Parameters<SqlTransaction['query']>[0]): Promise<readonly SqlResultRow[]> {
  try {
    const query: QueryConfig & { readonly queryMode: 'extended' } = { text, values: [...values], queryMode: 'extended' };
    const { rows } = await client.query<SqlResultRow>(query);
    return rows;
  } catch (error) {
    throw fromPostgresError(error, 'UWF-5001');
  }
}

/** What a secret says of a connection, as the driver takes it. */
function parseConnection(connection: unknown): ClientConfig {
  if (typeof connection === 'string' && /^postgres(?:ql)?:\/\//u.test(connection)) return { connectionString: connection };
  if (typeof connection !== 'object' || connection === null || Array.isArray(connection)) throw unusable();
  const given = new Map<string, unknown>(Object.entries(connection));
  const text = (name: string): string => {
    const value = given.get(name);
    if (typeof value !== 'string') throw unusable();
    return value;
  };
  const port = given.get('port') ?? 5432;
  const ca = given.get('ca');
  if (typeof port !== 'number' || (ca !== undefined && typeof ca !== 'string')) throw unusable();
  const server = { host: text('host'), port, user: text('user'), password: text('password'), database: text('database') };
  return ca === undefined ? server : { ...server, ssl: { ca, rejectUnauthorized: true, minVersion: 'TLSv1.3' } };
}

function unusable(): UwfError {
  return new UwfError('UWF-5006', 'the secret of a database is neither a postgres:// address nor an object with host, port, user, password, database (and ca)');
}
