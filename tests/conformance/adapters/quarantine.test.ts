import { afterAll, beforeAll } from 'vitest';
import { createMemoryQuarantine } from '#shared/adapters/memory/index.ts';
import type { PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';
import { quarantineContract } from '../ports/quarantine.contract.ts';

quarantineContract('memory', async () => {
  const port = createMemoryQuarantine();
  return { port, other: port, prune: port.prune, close: async () => {} };
});

await describeWithPostgres('on PostgreSQL', () => {
  let postgres: TestPostgres;
  let other: PostgresPorts;
  beforeAll(async () => {
    postgres = await openTestPostgres();
    other = await postgres.open();
  });
  afterAll(() => postgres.close());

  quarantineContract('PostgreSQL', async () => {
    await postgres.sql('TRUNCATE quarantine');
    const port = postgres.ports.quarantine;
    return { port, other: other.quarantine, prune: port.prune, close: async () => {} };
  });
});
