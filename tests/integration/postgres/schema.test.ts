import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { migrations } from '#shared/adapters/postgres/migrations/table.ts';
import { createPool, createSqlPool } from '#shared/adapters/postgres/pool.ts';
import type { SqlPool } from '#shared/adapters/postgres/sql-client.ts';
import { describeSchema } from '#tests/support/describe-schema.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

await describeWithPostgres('schema of the postgres adapter', () => {
  let postgres: TestPostgres;
  let pool: ReturnType<typeof createPool>;
  let client: SqlPool;
  beforeAll(async () => {
    postgres = await openTestPostgres();
    pool = createPool({ connectionString: postgres.connectionString, maxConnections: 6 });
    client = createSqlPool(pool, 'UWF-5001');
  });
  afterAll(async () => {
    await pool.end();
    await postgres.close();
  });

  const inNewSchema = async (name: string, work: (schema: string) => Promise<void>) => {
    const schema = `${postgres.schema}_${name}`;
    await work(schema).finally(() => pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`));
  };

  test('is what was reviewed', async () => {
    await expect(await describeSchema(postgres)).toMatchFileSnapshot('../../../shared/adapters/postgres/schema.golden.sql');
  });

  test('numbers its migrations without a gap', () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, index) => index + 1));
  });

  test('holds no column for a date: times are numbers', async () => {
    const rows = await postgres.sql("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = $1 AND data_type ~ 'time|date|json'", [postgres.schema]);
    expect(rows).toEqual([]);
  });

  test('is made once by processes that start together', async () => {
    await inNewSchema('race', async (schema) => {
      const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(client, schema)));
      expect(applied.filter((versions) => versions.length > 0)).toEqual([migrations.map((step) => step.version)]);
    });
  });

  test('is only added to by a newer program', async () => {
    await inNewSchema('newer', async (schema) => {
      expect(await migrate(client, schema, migrations.slice(0, 2))).toEqual([1, 2]);
      expect(await migrate(client, schema)).toEqual(migrations.slice(2).map((step) => step.version));
      expect(await migrate(client, schema)).toEqual([]);
    });
  });

  test('refuses an older program', async () => {
    await inNewSchema('older', async (schema) => {
      await migrate(client, schema);
      await expect(migrate(client, schema, migrations.slice(0, 2))).rejects.toMatchObject({ code: 'UWF-5004' });
    });
  });

  test('refuses a program whose migrations were edited', async () => {
    await inNewSchema('edited', async (schema) => {
      await migrate(client, schema);
      const edited = migrations.map((step) => (step.version === 2 ? { ...step, statements: [...step.statements, 'SELECT 1'] } : step));
      await expect(migrate(client, schema, edited)).rejects.toMatchObject({ code: 'UWF-5004' });
    });
  });

  test('is left as it was when a migration fails', async () => {
    await inNewSchema('failed', async (schema) => {
      await migrate(client, schema);
      const broken = [...migrations, { version: migrations.length + 1, name: 'broken', statements: ['CREATE TABLE uwf.half (id text)', 'CREATE TABLE uwf.executions (id text)'] }];
      await expect(migrate(client, schema, broken)).rejects.toMatchObject({ code: 'UWF-5000', details: { sqlState: '42P07' } });
      const { rows } = await pool.query('SELECT to_regclass($1) AS half', [`${schema}.half`]);
      expect(rows).toEqual([{ half: null }]);
    });
  });

  test('partitions the journal by shard', async () => {
    const rows = await postgres.sql("SELECT count(*)::integer AS parts FROM pg_inherits WHERE inhparent = 'history_events'::regclass");
    expect(rows).toEqual([{ parts: 16 }]);
  });
});
