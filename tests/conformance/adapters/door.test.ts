import { afterAll, beforeAll } from 'vitest';
import { createMemoryStepInbox, createMemoryStepStore } from '#shared/adapters/memory/index.ts';
import type { PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';
import { stepInboxContract } from '../ports/step-inbox.contract.ts';
import { stepStoreContract } from '../ports/step-store.contract.ts';

stepStoreContract('memory', async () => {
  const port = createMemoryStepStore();
  return { port, other: port, prune: async (request) => port.prune(request), close: async () => {} };
});

stepInboxContract('memory', async () => {
  const port = createMemoryStepInbox();
  const marks = async () => port.localStatements().map(({ values }) => String(values?.[0]));
  return { port, other: port, prune: async (request) => port.prune(request), mark: (name) => ({ text: 'mark', values: [name] }), marks, close: async () => {} };
});

await describeWithPostgres('the door on PostgreSQL', () => {
  let postgres: TestPostgres;
  let other: PostgresPorts;
  beforeAll(async () => {
    postgres = await openTestPostgres();
    other = await postgres.open();
    await postgres.sql('CREATE TABLE marks (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL)');
  });
  afterAll(() => postgres.close());

  stepStoreContract('PostgreSQL', async () => {
    await postgres.clear();
    return { port: postgres.ports.stepStore, other: other.stepStore, prune: postgres.ports.prune, close: async () => {} };
  });

  stepInboxContract('PostgreSQL', async () => {
    await postgres.clear();
    await postgres.sql('TRUNCATE marks');
    return {
      port: postgres.ports.stepInbox,
      other: other.stepInbox,
      prune: postgres.ports.prune,
      mark: (name) => ({ text: `INSERT INTO ${postgres.schema}.marks (name) VALUES ($1)`, values: [name] }),
      marks: async () => (await postgres.sql('SELECT name FROM marks ORDER BY seq')).map((row) => String(row['name'])),
      close: async () => {},
    };
  });
});
