import { afterAll, beforeAll, expect, test } from 'vitest';
import * as door from '#shared/adapters/postgres/door-statements.ts';
import { createPool } from '#shared/adapters/postgres/pool.ts';
import { inSchema } from '#shared/adapters/postgres/schema-name.ts';
import * as inbox from '#shared/adapters/postgres/step-inbox-statements.ts';
import * as steps from '#shared/adapters/postgres/step-store-statements.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

/** Statements that both sides of the door run all the time. None of them may read a table that grows. */
const HOT_STATEMENTS: Readonly<Record<string, string>> = {
  'load steps': steps.LOAD_STEPS,
  'commit steps': steps.COMMIT_STEPS,
  'due steps': steps.DUE_STEPS,
  'open steps': steps.OPEN_STEPS,
  'claim messages': door.claimMessages('door'),
  'settle messages': door.settleMessages('door'),
  'claim calls': steps.CLAIM_CALLS,
  'settle calls': steps.SETTLE_CALLS,
  'load bank steps': inbox.LOAD_BANK_STEPS,
  'commit bank steps': inbox.COMMIT_BANK_STEPS,
  'claim bank steps': inbox.CLAIM_BANK_STEPS,
  'lock bank step': inbox.LOCK_BANK_STEP,
  ...door.PRUNE_DOOR,
};

/** What is read from end to end: the outboxes, in their order and up to a limit. */
const ORDERED = /using (door_messages_pkey|door_calls_pkey)/;

await describeWithPostgres('plans of the door', () => {
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

  const planOf = async (text: string): Promise<string> => {
    await pool.query(`PREPARE probed AS ${inSchema(text, postgres.schema)}`);
    const described = await pool.query<{ type: string }>("SELECT unnest(parameter_types)::text AS type FROM pg_prepared_statements WHERE name = 'probed'");
    const values = described.rows.map(({ type }) => (type.endsWith('[]') ? "'{}'" : "'0'")).join(', ');
    const { rows } = await pool.query(`EXPLAIN EXECUTE probed${values === '' ? '' : `(${values})`}`);
    await pool.query('DEALLOCATE probed');
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  };

  test.each(Object.entries(HOT_STATEMENTS))('%s finds its rows by index, on tables that were never looked at', async (_name, text) => {
    const lines = (await planOf(text)).split('\n');
    expect(lines.filter((line) => /Seq Scan on (?!unnest)|Bitmap|Hash Join|Merge Join/.test(line))).toEqual([]);
    const unbound = lines.filter((line, index) => /Index (Only )?Scan/.test(line) && !/Index Cond/.test(lines[index + 1] ?? ''));
    expect(unbound.filter((line) => !ORDERED.test(line))).toEqual([]);
  });

  test('due steps and claims are found in the order of one index each', async () => {
    const usedBy = async (text: string) => [...new Set([...(await planOf(text)).matchAll(/using (\w+)/g)].map((match) => match[1]))].toSorted();
    expect(await usedBy(steps.DUE_STEPS)).toEqual(['door_sites_pkey', 'door_steps_open', 'door_steps_pkey']);
    expect(await usedBy(inbox.CLAIM_BANK_STEPS)).toEqual(['bank_steps_open', 'bank_steps_pkey']);
    expect(await usedBy(steps.OPEN_STEPS)).toEqual(['door_steps_open']);
  });
});
