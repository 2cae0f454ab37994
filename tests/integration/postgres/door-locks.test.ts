import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '#shared/adapters/postgres/pool.ts';
import type { SqlPool } from '#shared/adapters/postgres/sql-client.ts';
import { createPostgresStepInbox } from '#shared/adapters/postgres/step-inbox.ts';
import { createPostgresStepStore } from '#shared/adapters/postgres/step-store.ts';
import { inboxChange, inboxRowOf, seenOf, START, stepChange, stepOf } from '#tests/conformance/ports/door-rows.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

const ROUNDS = 40;
const KEYS = Array.from({ length: 30 }, (_, index) => `k${String(index).padStart(2, '0')}`);

/** The driver as it is: what the server gives up for another transaction is not tried again, and fails the test. */
function unforgiving(pool: Pool): SqlPool {
  const query: SqlPool['query'] = async ({ name, text, values = [] }) => (await pool.query({ text, values: [...values], ...(name === undefined ? {} : { name }) })).rows;
  return { query, transaction: () => Promise.reject(new Error('not used')) };
}

await describeWithPostgres('commits of the door that meet', () => {
  let postgres: TestPostgres;
  let pool: Pool;
  beforeAll(async () => {
    postgres = await openTestPostgres();
    pool = createPool({ connectionString: postgres.connectionString, maxConnections: 8 });
  });
  afterAll(async () => {
    await pool.end();
    await postgres.close();
  });

  test('never wait for each other in a circle, although one makes the rows that the other changes', async () => {
    const store = createPostgresStepStore(unforgiving(pool), postgres.schema);
    await store.commit({ changes: KEYS.filter((_, index) => index % 2 === 0).map((key) => stepChange(stepOf(key))) });
    for (let round = 0; round < ROUNDS; round += 1) {
      const { rows } = await store.load({ keys: KEYS, mids: [], site: 'site-1' });
      const versions = new Map(rows.map(({ row, version }) => [row.key, version]));
      const writers = Array.from({ length: 8 }, (_, writer) => {
        // Some writers believe that every second row is new, or the other half.
        const changes = KEYS.map((key, index) => stepChange(stepOf(key, { att: round }), { expectedVersion: index % 8 === writer ? 0 : (versions.get(key) ?? 0), seen: [seenOf(`${key}-${String(round)}`)] }));
        return store.commit({ changes: writer % 2 === 0 ? changes : changes.toReversed(), sites: [{ site: 'site-1', rin: round, at: START }, { site: 'site-0', rin: round, at: START }] });
      });
      expect((await Promise.all(writers)).every((stale) => stale.length <= KEYS.length)).toBe(true);
    }
  });

  test('nor do claims, commits and prunes of the bank', async () => {
    const inbox = createPostgresStepInbox(unforgiving(pool), postgres.schema, 1);
    await inbox.commit({ changes: KEYS.map((key) => inboxChange(inboxRowOf(key))) });
    for (let round = 0; round < ROUNDS; round += 1) {
      const now = START + round * 10;
      const { rows } = await inbox.load({ keys: KEYS, mids: [] });
      const changes = rows.map(({ row, version }) => inboxChange({ ...row, att: round }, { expectedVersion: version }));
      const claims = Array.from({ length: 4 }, (_, worker) => inbox.claim({ worker: String(worker), take: { normal: 9 }, leaseMs: 5, now, rin: 1 }));
      const [stale] = await Promise.all([inbox.commit({ changes: changes.toReversed() }), inbox.commit({ changes }), postgres.ports.prune({ before: START }), ...claims]);
      expect(stale.length).toBeLessThanOrEqual(KEYS.length);
    }
  });
});
