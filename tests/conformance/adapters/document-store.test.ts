import { Pool } from 'pg';
import { describe, expect, test } from 'vitest';
import { createMemoryDocumentStore } from '#onprem-runner/handlers/memory-document-store.ts';
import { createSqlDocumentStore } from '#onprem-runner/handlers/sql-document-store.ts';
import { documentStoreContract } from '#tests/conformance/ports/document-store.contract.ts';
import { describeWithPostgres, openTestPostgres } from '#tests/support/postgres.ts';

documentStoreContract('memory', async () => ({ store: createMemoryDocumentStore(), close: async () => undefined }));

await describeWithPostgres('with PostgreSQL', () => {
  documentStoreContract('PostgreSQL', async () => {
    const server = await openTestPostgres();
    const pool = new Pool({ connectionString: server.connectionString });
    // Two at once: the tables are made by one of them.
    const [store] = await Promise.all([0, 1].map(() => createSqlDocumentStore({ sql: pool, schema: server.schema })));
    if (store === undefined) throw new TypeError('no store');
    return {
      store,
      close: async () => {
        await pool.end();
        await server.close();
      },
    };
  });
});

describe('the document store in PostgreSQL', () => {
  test('tells a failing server by its code, without the values of the statement', async () => {
    const failing = { query: () => Promise.reject(Object.assign(new Error('Key (key)=(Aleksandra) exists'), { code: '23505', detail: 'Aleksandra' })) };
    const error = await createSqlDocumentStore({ sql: failing, schema: 'uwf' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UWF-5001', details: { sqlState: '23505' } });
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain('Aleksandra');
  });

  test('takes no schema name that is not one', async () => {
    const unused = { query: () => Promise.resolve({ rows: [], rowCount: 0 }) };
    await expect(createSqlDocumentStore({ sql: unused, schema: 'a; DROP TABLE x' })).rejects.toMatchObject({ code: 'UWF-5005' });
  });
});
