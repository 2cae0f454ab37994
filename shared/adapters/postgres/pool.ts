import { Pool, types, type ClientConfig, type PoolClient, type QueryConfig } from 'pg';
import { checkOptions, type PostgresOptions } from './config.ts';
import { fromPostgresError, isConflict, type UnavailableCode } from './errors.ts';
import { CONFLICT_ATTEMPTS_MAX, CONNECT_TIMEOUT_MS, LOCK_TIMEOUT_MS, QUERY_TIMEOUT_MS, STATEMENT_TIMEOUT_MS } from './limits.ts';
import { EXACT_TYPES } from './exact-types.ts';
import type { SqlClient, SqlPool, SqlRow, SqlStatement } from './sql-client.ts';

const INT8_TYPE_ID = 20;

/**
 * Every statement of this adapter finds its rows by an index, whatever the size of its tables. The planner, whose statistics of a
 * young or suddenly full table are wrong, is kept from choosing otherwise.
 */
const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  default_transaction_isolation: 'read\\ committed',
  idle_in_transaction_session_timeout: String(STATEMENT_TIMEOUT_MS),
  lock_timeout: String(LOCK_TIMEOUT_MS),
  statement_timeout: String(STATEMENT_TIMEOUT_MS),
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_material: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
  // As text, times are what RFC 3339 says.
  DateStyle: 'ISO',
  TimeZone: 'UTC',
};

/** What `pg` needs to connect. Integers of 8 bytes become numbers: all of ours are times and counters, far below 2^53. */
export function clientConfig(options: PostgresOptions): ClientConfig {
  const server: ClientConfig =
    'connectionString' in options
      ? { connectionString: options.connectionString }
      : { host: options.host, port: options.port, user: options.user, database: options.database, ...(options.password === undefined ? {} : { password: options.password }) };
  return {
    ...server,
    application_name: checkOptions(options).applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    options: Object.entries(SESSION_SETTINGS).map(([name, value]) => `-c ${name}=${value}`).join(' '),
    types: { getTypeParser: (id, format) => (id === INT8_TYPE_ID ? Number : types.getTypeParser(id, format)) },
  };
}

/** A pool of connections. An idle connection that is lost is replaced, not reported: the next statement tells. */
export function createPool(options: PostgresOptions): Pool {
  const pool = new Pool({ ...clientConfig(options), max: checkOptions(options).maxConnections });
  pool.on('error', ignoreLoss);
  pool.on('connect', (client) => client.on('error', ignoreLoss));
  return pool;
}

function ignoreLoss(): void {
  // The statement that is under way fails, or the next one opens a new connection: nothing is to be done here.
}

/** A pool as the adapter sees it, with errors as those of one port. */
export function createSqlPool(pool: Pool, unavailable: UnavailableCode): SqlPool {
  return {
    query: (statement) => translate(unavailable, () => send(pool, statement)),
    transaction: (work) => translate(unavailable, () => transact(pool, work)),
  };
}

async function translate<T>(unavailable: UnavailableCode, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= CONFLICT_ATTEMPTS_MAX || !isConflict(error)) throw fromPostgresError(error, unavailable);
    }
  }
}

async function send(client: Pool | PoolClient, { name, text, values, isForeign }: SqlStatement): Promise<readonly SqlRow[]> {
  // The simple protocol, which a driver uses without values, takes several statements at once.
  const query: QueryConfig & { queryMode?: 'extended' } = { text, values: [...(values ?? [])], ...(name === undefined ? {} : { name }), ...(isForeign === true ? { queryMode: 'extended', types: EXACT_TYPES } : {}) };
  const result = await client.query<SqlRow>(query);
  return result.rows;
}

async function transact<T>(pool: Pool, work: (client: SqlClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: unknown;
  try {
    await client.query('BEGIN');
    const result = await work({ query: (statement) => send(client, statement) });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    failure = error;
    await client.query('ROLLBACK').then(
      () => (failure = undefined),
      () => {},
    );
    throw error;
  } finally {
    // A connection that could not even roll back is not used again.
    client.release(failure !== undefined);
  }
}
