import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '#shared/adapters/postgres/pool.ts';
import { inSchema } from '#shared/adapters/postgres/schema-name.ts';
import * as vault from '#shared/adapters/postgres/vault-statements.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

/** What tokenising, revealing, recording, erasing and re-wrapping run all the time, and the index that each of them needs. */
const HOT_STATEMENTS: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'find data keys': [vault.FIND_DATA_KEYS, ['vault_data_keys_in_use']],
  'insert data keys': [vault.INSERT_DATA_KEYS, ['vault_key_floors_pkey']],
  'hold data keys': [vault.HOLD_DATA_KEYS, ['vault_data_keys_pkey']],
  'insert values': [vault.INSERT_VALUES, []],
  'find values': [vault.FIND_VALUES, ['vault_data_keys_pkey', 'vault_values_pkey']],
  'erase data keys': [vault.ERASE_DATA_KEYS, ['vault_data_keys_in_use']],
  'count values by key': [vault.COUNT_VALUES_BY_KEY, ['vault_values_by_key']],
  'subject keys': [vault.SUBJECT_KEYS, ['vault_data_keys_by_subject', 'vault_values_by_key']],
  'data keys below': [vault.DATA_KEYS_BELOW, ['vault_data_keys_by_kek']],
  rewrap: [vault.REWRAP, ['vault_data_keys_by_kek', 'vault_key_floors_pkey']],
  'count keys below': [vault.COUNT_KEYS_BELOW, ['vault_data_keys_by_kek']],
  spend: [vault.SPEND, []],
  'recipients of': [vault.RECIPIENTS_OF, ['vault_recipients_pkey']],
  'last audit record': [vault.LAST_AUDIT_RECORD, ['audit_log_pkey']],
  'insert audit records': [vault.INSERT_AUDIT_RECORDS, []],
  'read audit records': [vault.READ_AUDIT_RECORDS, ['audit_log_pkey']],
};

await describeWithPostgres('plans of the vault', () => {
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

  test.each(Object.entries(HOT_STATEMENTS))('%s finds its rows by index, on tables that were never looked at', async (_name, [text, indexes]) => {
    await pool.query(`PREPARE probed AS ${inSchema(text, postgres.schema)}`);
    const described = await pool.query<{ type: string }>("SELECT unnest(parameter_types)::text AS type FROM pg_prepared_statements WHERE name = 'probed'");
    const values = described.rows.map(({ type }) => (type.endsWith('[]') ? "'{}'" : "'0'")).join(', ');
    const { rows } = await pool.query(`EXPLAIN EXECUTE probed${values === '' ? '' : `(${values})`}`);
    await pool.query('DEALLOCATE probed');
    const plan = rows.map((row) => String(row['QUERY PLAN'])).join('\n');
    expect(plan).not.toMatch(/Seq Scan on (?!unnest)|Bitmap|Hash Join|Merge Join|Materialize/u);
    expect([...new Set([...plan.matchAll(/Scan (?:Backward )?using (\w+)/gu)].map((match) => match[1]))].sort()).toEqual(indexes);
  });
});
