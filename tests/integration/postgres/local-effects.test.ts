import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LocalTransaction, StepInbox } from '#shared/ports/step-inbox.ts';
import { inboxChange, inboxRowOf, START } from '#tests/conformance/ports/door-rows.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

type Effect = (transaction: LocalTransaction) => Promise<'done' | 'failed'>;

await describeWithPostgres('effects in the transaction that ends their step', () => {
  let postgres: TestPostgres;
  let inbox: StepInbox;
  beforeAll(async () => {
    postgres = await openTestPostgres();
    inbox = postgres.ports.stepInbox;
    await postgres.sql('CREATE TABLE payments (id bigint PRIMARY KEY, amount numeric NOT NULL, day date)');
  });
  afterAll(() => postgres.close());
  beforeEach(async () => {
    await postgres.clear();
    await postgres.sql('TRUNCATE payments');
    await inbox.commit({ changes: [inboxChange(inboxRowOf('k1'))] });
  });

  const payments = async () => (await postgres.sql('SELECT id FROM payments ORDER BY id')).map((row) => Number(row['id']));
  const stateOf = async () => (await inbox.load({ keys: ['k1'], mids: [] })).rows[0]?.row.state;
  const pay = (transaction: LocalTransaction, id: number) => transaction.query({ text: `INSERT INTO ${postgres.schema}.payments (id, amount) VALUES ($1, 1)`, values: [id] });
  const end = (effect: Effect) =>
    inbox.finishWithin({
      key: 'k1',
      finish: async (stored, transaction) => inboxChange(inboxRowOf('k1', { state: await effect(transaction), endedAt: START }), { expectedVersion: stored?.version ?? 0 }),
    });

  test('a refused statement still lets the step end as failed, and takes what came before it along', async () => {
    await postgres.sql('INSERT INTO payments (id, amount) VALUES (7, 1)');
    const codes: unknown[] = [];
    const isEnded = await end(async (transaction) => {
      await pay(transaction, 8);
      await pay(transaction, 7).catch((error: unknown) => codes.push(error));
      return 'failed';
    });
    expect(isEnded).toBe(true);
    expect(codes).toMatchObject([{ code: 'UWF-5000', details: { sqlState: '23505', constraint: 'payments_pkey' } }]);
    expect(JSON.stringify(codes)).not.toContain('(7)');
    expect([await stateOf(), await payments()]).toEqual(['failed', [7]]);
  });

  test('a savepoint of the effect keeps what came before it', async () => {
    await postgres.sql('INSERT INTO payments (id, amount) VALUES (7, 1)');
    await end(async (transaction) => {
      await pay(transaction, 8);
      await transaction.query({ text: 'SAVEPOINT mine' });
      await pay(transaction, 7).catch(() => transaction.query({ text: 'ROLLBACK TO SAVEPOINT mine' }));
      await transaction.query({ text: '/* at last */ RELEASE mine' });
      return 'done';
    });
    expect([await stateOf(), await payments()]).toEqual(['done', [7, 8]]);
  });

  test('a step that says done after a refused statement is not done', async () => {
    await postgres.sql('INSERT INTO payments (id, amount) VALUES (7, 1)');
    const broken = end(async (transaction) => {
      await pay(transaction, 8);
      await pay(transaction, 7).catch(() => undefined);
      return 'done';
    });
    await expect(broken).rejects.toMatchObject({ code: 'UWF-5000', details: { sqlState: '25P02' } });
    expect([await stateOf(), await payments()]).toEqual(['ready', [7]]);
  });

  describe('leave the transaction open:', () => {
    const ends = ['COMMIT', 'end', ' rollback', 'ROLLBACK AND CHAIN', 'abort', '-- so\nCOMMIT', '/* so */;commit', 'BEGIN', 'START TRANSACTION', "PREPARE TRANSACTION 'x'"];
    test.each(ends)('%s is refused', async (text) => {
      const broken = end(async (transaction) => {
        await pay(transaction, 8);
        await transaction.query({ text });
        return 'done';
      });
      await expect(broken).rejects.toMatchObject({ code: 'UWF-5000' });
      expect([await stateOf(), await payments()]).toEqual(['ready', []]);
    });

    test.each(['SELECT 1; COMMIT', 'SELECT 1; SELECT 2'])('%s: several statements are refused', async (text) => {
      await expect(end(async (transaction) => (await transaction.query({ text }), 'done'))).rejects.toMatchObject({ code: 'UWF-5000', details: { sqlState: '42601' } });
    });
  });

  test('results are exact: large numbers, decimals, days and times are what the server says', async () => {
    const rows: unknown[] = [];
    await end(async (transaction) => {
      const text = "SELECT 9007199254740993::bigint AS large, 0.10::numeric AS decimal, '2026-01-02'::date AS day, '2026-01-02T03:04:05.6+02'::timestamptz AS time, 3 AS small, true AS yes, NULL AS nothing";
      rows.push(...(await transaction.query({ text })));
      return 'done';
    });
    expect(rows).toEqual([{ large: 9007199254740993n, decimal: '0.10', day: '2026-01-02', time: '2026-01-02 01:04:05.6+00', small: 3, yes: true, nothing: null }]);
  });

  test('an effect that another transaction is in the way of is done again', async () => {
    let turns = 0;
    const isEnded = await end(async (transaction) => {
      turns += 1;
      await pay(transaction, turns);
      if (turns === 1) await transaction.query({ text: "DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '40001'; END $$" });
      return 'done';
    });
    expect([isEnded, turns, await stateOf(), await payments()]).toEqual([true, 2, 'done', [2]]);
  });
});
