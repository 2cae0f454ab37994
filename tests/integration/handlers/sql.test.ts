import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunnerContext } from '#onprem-runner/handlers/define-handler.ts';
import { HandlerError } from '#onprem-runner/handlers/handler-error.ts';
import { performSql } from '#onprem-runner/handlers/kinds/sql/perform.ts';
import { createMemoryDocumentStore } from '#onprem-runner/handlers/memory-document-store.ts';
import { parseDeclaration } from '#onprem-runner/handlers/parse-declaration.ts';
import { createSqlDatabases } from '#shared/adapters/postgres/index.ts';
import type { LocalTransaction } from '#shared/ports/step-inbox.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { SqlDatabases } from '#shared/ports/sql-database.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

const COMMON = `
kind: sql
name: reserve
version: 1.0.0
input: { type: object, properties: { id: { type: string }, amount: { type: number }, more: {} } }
output: {}
errors:
  UNKNOWN: { status: 404, title: Unknown, retryable: false }
  TOO_MUCH: { status: 422, title: Too much, retryable: false }
  AWAY: { status: 503, title: Away, retryable: true }
`;

const RESERVE = `${COMMON}
effect: idempotent
database: { $secret: core }
access: write
idempotency: { table: SCHEMA.handler_keys }
statementMs: 1000
statements:
  - { name: account, text: 'UPDATE SCHEMA.accounts SET balance = balance - $2 WHERE id = $1 RETURNING id, balance', parameters: [/id, /amount], rowsMin: 1, otherwise: UNKNOWN }
  - { name: entry, text: 'INSERT INTO SCHEMA.entries (account, amount) VALUES ($1, $2) RETURNING number', parameters: [/id, /amount] }
sqlErrors: { '23514': TOO_MUCH, unavailable: AWAY }
result: { balance: /account/rows/0/balance, entries: /entry/count }
`;

const READ = `${COMMON}
effect: idempotent
database: { $secret: core }
access: read
statementMs: 400
statements:
  - { name: rows, text: TEXT, parameters: PARAMETERS, rowsMax: 3 }
sqlErrors: { unavailable: AWAY }
result: /rows
`;

await describeWithPostgres('a handler of kind sql', () => {
  let postgres: TestPostgres;
  let databases: SqlDatabases;

  beforeAll(async () => {
    postgres = await openTestPostgres();
    databases = createSqlDatabases({ maxConnections: 4, applicationName: 'uwf-handlers-test' });
    await postgres.sql('CREATE TABLE accounts (id text PRIMARY KEY, balance numeric NOT NULL CHECK (balance >= 0))');
    await postgres.sql('CREATE TABLE entries (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account text NOT NULL, amount numeric NOT NULL)');
    await postgres.sql('CREATE TABLE handler_keys (handler text NOT NULL, key text NOT NULL, result json NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (handler, key))');
  });

  beforeEach(async () => {
    await postgres.sql('TRUNCATE accounts, entries, handler_keys');
    await postgres.sql("INSERT INTO accounts VALUES ('a', 100.10), ('b', 5)");
  });

  afterAll(async () => {
    await databases.close();
    await postgres.close();
  });

  function context(more: Partial<RunnerContext> = {}): RunnerContext {
    return {
      attemptId: 'a-1', idempotencyKey: 'key-1', executionId: 'run-1', attempt: 1, signal: new AbortController().signal, store: createMemoryDocumentStore(), heartbeat: () => undefined,
      fail: (code) => {
        throw new HandlerError(code);
      },
      ...more,
    };
  }

  async function run(text: string, input: JsonValue, more: Partial<RunnerContext> = {}, connection: JsonValue = postgres.connectionString): Promise<JsonValue> {
    const parsed = parseDeclaration(text.replaceAll('SCHEMA', postgres.schema));
    if (!parsed.ok || parsed.value.source.kind !== 'sql') throw new Error(parsed.ok ? 'not sql' : parsed.error.join('\n'));
    return performSql(parsed.value.source.declaration, { databases, secrets: async () => ({ ok: true, value: connection }) }, { handler: 'reserve:1.0.0', input, context: context(more) });
  }

  const read = (text: string, parameters: JsonValue = [], input: JsonValue = {}): Promise<JsonValue> => run(READ.replace('TEXT', JSON.stringify(text)).replace('PARAMETERS', JSON.stringify(parameters)), input);

  test('runs its statements in one transaction, with parameters, and maps the rows', async () => {
    expect(await run(RESERVE, { id: 'a', amount: 0.1 })).toEqual({ balance: '100.00', entries: 1 });
    expect(await postgres.sql('SELECT balance::text, (SELECT count(*)::int FROM entries) AS entries FROM accounts WHERE id = $1', ['a'])).toEqual([{ balance: '100.00', entries: 1 }]);
  });

  test('a value is never part of a statement', async () => {
    await expect(run(RESERVE, { id: "a' OR '1'='1", amount: 1 })).rejects.toMatchObject({ code: 'UNKNOWN' });
    expect(await postgres.sql('SELECT sum(balance)::text AS sum FROM accounts')).toEqual([{ sum: '105.10' }]);
  });

  test('the same key does it once, and gives the same result again', async () => {
    const first = await run(RESERVE, { id: 'a', amount: 10 });
    expect(await run(RESERVE, { id: 'a', amount: 10 }, { attemptId: 'a-2' })).toEqual(first);
    expect(await postgres.sql('SELECT count(*)::int AS count FROM entries')).toEqual([{ count: 1 }]);
    expect(await run(RESERVE, { id: 'a', amount: 10 }, { idempotencyKey: 'key-2' })).not.toEqual(first);
  });

  test('many at the same time with one key do it once', async () => {
    const results = await Promise.all(Array.from({ length: 12 }, () => run(RESERVE, { id: 'a', amount: 10 })));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(await postgres.sql('SELECT count(*)::int AS count FROM entries')).toEqual([{ count: 1 }]);
  });

  test('a code of the catalogue rolls everything back, the key too', async () => {
    await expect(run(RESERVE, { id: 'nobody', amount: 1 })).rejects.toMatchObject({ name: 'HandlerError', code: 'UNKNOWN' });
    await expect(run(RESERVE, { id: 'b', amount: 6 })).rejects.toMatchObject({ name: 'HandlerError', code: 'TOO_MUCH' });
    expect(await postgres.sql('SELECT (SELECT count(*)::int FROM handler_keys) AS keys, (SELECT count(*)::int FROM entries) AS entries')).toEqual([{ keys: 0, entries: 0 }]);
    expect(await run(RESERVE, { id: 'b', amount: 4 })).toMatchObject({ balance: '1' });
  });

  test('a statement that the server refuses is told by nothing but its kind', async () => {
    const error: unknown = await run(RESERVE.replace('INTO SCHEMA.entries', 'INTO SCHEMA.no_such_table'), { id: 'a', amount: 1 }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'HandlerFault', reason: 'statement' });
    expect(String(error)).not.toContain('no_such');
    expect(await postgres.sql("SELECT balance::text FROM accounts WHERE id = 'a'")).toEqual([{ balance: '100.10' }]);
  });

  test('what only reads cannot write: the server itself refuses', async () => {
    await expect(read(`WITH gone AS (SELECT pg_notify('x', 'y')) SELECT 1 AS one FROM gone`)).resolves.toMatchObject({ count: 1 });
    await expect(read(`SELECT nextval(pg_get_serial_sequence('${postgres.schema}.entries', 'number')) AS number`)).rejects.toMatchObject({ reason: 'statement' });
  });

  test('gives rows up to the limit, and more than that is a fault', async () => {
    expect(await read('SELECT n FROM generate_series(1, 3) AS n ORDER BY n DESC')).toEqual({ rows: [{ n: 3 }, { n: 2 }, { n: 1 }], count: 3 });
    await expect(read('SELECT generate_series(1, 1000000000) AS n')).rejects.toMatchObject({ reason: 'rows' });
  });

  test('types come as JSON that is exact', async () => {
    const { rows } = (await read(`SELECT true AS flag, 7::bigint AS big, 12345678901234567890.12::numeric AS amount, 1.5::float8 AS float, '{"a":[1]}'::jsonb AS doc, NULL AS nothing,
      '2026-11-23T10:00:00+02'::timestamptz AS at, '2026-11-23'::date AS day, ARRAY['x']::text[] AS list`)) as { rows: unknown[] };
    expect(rows).toEqual([{ flag: true, big: 7, amount: '12345678901234567890.12', float: 1.5, doc: { a: [1] }, nothing: null, at: '2026-11-23 08:00:00+00', day: '2026-11-23', list: '{x}' }]);
    await expect(read('SELECT 9007199254740993::bigint AS big')).rejects.toMatchObject({ reason: 'value' });
  });

  test('parameters: nothing is NULL, lists and objects are JSON', async () => {
    expect(await read('SELECT $1::text IS NULL AS nothing, $2::jsonb AS list, $3::text AS key', ['/id', '/more', { $context: 'idempotencyKey' }], { more: [1, { a: 'x' }] })).toMatchObject({ rows: [{ nothing: true, list: [1, { a: 'x' }], key: 'key-1' }] });
  });

  test('a statement that takes too long ends by itself, and the database is usable afterwards', async () => {
    await expect(read('SELECT pg_sleep(5)')).rejects.toMatchObject({ code: 'AWAY' });
    expect(await read('SELECT 1 AS one')).toMatchObject({ count: 1 });
  });

  test('several statements in one text are refused by the protocol', async () => {
    await expect(read('SELECT 1) AS x; DROP TABLE accounts; SELECT (1')).rejects.toMatchObject({ reason: 'statement' });
  });

  test('an attempt that is given up drops its connection, and nothing of it stays', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const slow = RESERVE.replace('RETURNING number', 'RETURNING number, pg_sleep(0.6)');
    await expect(run(slow, { id: 'a', amount: 1 }, { signal: controller.signal })).rejects.toMatchObject({ code: 'AWAY' });
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(await postgres.sql("SELECT balance::text, (SELECT count(*)::int FROM entries) AS entries FROM accounts WHERE id = 'a'")).toEqual([{ balance: '100.10', entries: 0 }]);
  });

  test('a database that is not there is unavailable; a secret that is no connection is the operator’s', async () => {
    await expect(run(RESERVE, { id: 'a', amount: 1 }, {}, 'postgres://nobody:x@127.0.0.1:1/none')).rejects.toMatchObject({ code: 'AWAY' });
    await expect(run(RESERVE, { id: 'a', amount: 1 }, {}, 'https://bank.example')).rejects.toMatchObject({ code: 'UWF-5006' });
    await expect(run(RESERVE, { id: 'a', amount: 1 }, {}, { host: 'x' })).rejects.toMatchObject({ code: 'UWF-5006' });
  });

  test('a secret that has changed is used by the next call', async () => {
    const { hostname, port, username, password, pathname } = new URL(postgres.connectionString);
    const parts = { host: hostname, port: Number(port === '' ? 5432 : port), user: decodeURIComponent(username), password: decodeURIComponent(password), database: pathname.slice(1) };
    expect(await run(RESERVE, { id: 'a', amount: 1 }, { idempotencyKey: 'key-8' }, parts)).toMatchObject({ entries: 1 });
    await expect(run(RESERVE, { id: 'a', amount: 1 }, { idempotencyKey: 'key-9' }, { ...parts, database: 'no_such_database' })).rejects.toMatchObject({ code: 'AWAY' });
  });

  test('connections are kept and bounded', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, index) => run(RESERVE, { id: 'a', amount: 0.01 }, { idempotencyKey: `many-${index}` })));
    const [found] = await postgres.sql("SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'uwf-handlers-test'");
    expect(found?.['count']).toBeLessThanOrEqual(8);
  });

  const LOCAL = RESERVE.replace('effect: idempotent', 'effect: local').replace('database: { $secret: core }', 'database: local').replace('idempotency: { table: SCHEMA.handler_keys }', '');

  async function inTransaction<T>(work: (transaction: LocalTransaction, client: Client) => Promise<T>, end: 'COMMIT' | 'ROLLBACK'): Promise<T> {
    const client = new Client({ connectionString: postgres.connectionString });
    await client.connect();
    try {
      await client.query('BEGIN');
      const result = await work({ query: async ({ text, values }) => (await client.query<Record<string, unknown>>(text, [...(values ?? [])])).rows }, client);
      await client.query(end);
      return result;
    } finally {
      await client.end();
    }
  }

  test('a local effect is part of the transaction that is passed in: it stays with it, or goes with it', async () => {
    expect(await inTransaction((transaction) => run(LOCAL, { id: 'a', amount: 1 }, { transaction }), 'ROLLBACK')).toMatchObject({ entries: 1 });
    expect(await postgres.sql('SELECT count(*)::int AS count FROM entries')).toEqual([{ count: 0 }]);
    await inTransaction((transaction) => run(LOCAL, { id: 'a', amount: 1 }, { transaction }), 'COMMIT');
    expect(await postgres.sql('SELECT count(*)::int AS count FROM entries')).toEqual([{ count: 1 }]);
  });

  test('a local effect that fails leaves the transaction usable, and its settings as they were', async () => {
    const after = await inTransaction(async (transaction, client) => {
      await client.query("SET LOCAL statement_timeout = '7s'");
      await expect(run(LOCAL, { id: 'b', amount: 50 }, { transaction })).rejects.toMatchObject({ name: 'HandlerError', code: 'TOO_MUCH' });
      await expect(run(LOCAL, { id: 'nobody', amount: 1 }, { transaction })).rejects.toMatchObject({ code: 'UNKNOWN' });
      await run(LOCAL, { id: 'a', amount: 1 }, { transaction });
      await transaction.query({ text: `INSERT INTO ${postgres.schema}.entries (account, amount) VALUES ($1, $2)`, values: ['answer', 0] });
      return (await client.query<{ statement_timeout: string }>('SHOW statement_timeout')).rows[0]?.statement_timeout;
    }, 'COMMIT');
    expect(after).toBe('7s');
    expect(await postgres.sql('SELECT account FROM entries ORDER BY number')).toEqual([{ account: 'a' }, { account: 'answer' }]);
  });

  test('a local effect without a transaction is a fault', async () => {
    await expect(run(LOCAL, { id: 'a', amount: 1 })).rejects.toMatchObject({ name: 'HandlerFault', reason: 'transaction' });
  });
});
