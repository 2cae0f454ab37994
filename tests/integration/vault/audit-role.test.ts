import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import { openPostgres, type PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { verifyAuditLog } from '#shared/application/vault/verify-audit-log.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

await describeWithPostgres('the role of the runner', () => {
  const role = `uwf_role_${randomBytes(6).toString('hex')}`;
  let postgres: TestPostgres;
  let ports: PostgresPorts;
  let client: Client;
  beforeAll(async () => {
    postgres = await openTestPostgres();
    // The rights that docs/vault.md gives it.
    await postgres.sql(`CREATE ROLE ${role} LOGIN PASSWORD 'role'`);
    await postgres.sql(`GRANT USAGE ON SCHEMA ${postgres.schema} TO ${role}`);
    await postgres.sql(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${postgres.schema} TO ${role}`);
    await postgres.sql(`REVOKE ALL ON audit_log FROM ${role}`);
    await postgres.sql(`GRANT SELECT, INSERT ON audit_log TO ${role}`);
    const address = new URL(postgres.connectionString);
    address.username = role;
    address.password = 'role';
    client = new Client({ connectionString: address.href });
    await client.connect();
    ports = await openPostgres({ connectionString: address.href, schema: postgres.schema, migrate: false, maxConnections: 2 });
  });
  afterAll(async () => {
    await ports.close();
    await client.end();
    await postgres.sql(`DROP OWNED BY ${role}`);
    await postgres.sql(`DROP ROLE ${role}`);
    await postgres.close();
  });

  test('adds to the audit log and reads it', async () => {
    const fact = { kind: 'value-revealed', actor: 'runner', at: 1, details: {} } as const;
    await Promise.all(Array.from({ length: 20 }, () => ports.auditLog.append({ facts: [fact] })));
    expect(await verifyAuditLog({ audit: ports.auditLog, digest: nodeDigest })).toEqual({ head: await ports.auditLog.head() });
    expect((await ports.auditLog.head()).sequence).toBe(20);
  });

  test.each(["UPDATE audit_log SET actor = 'x'", 'DELETE FROM audit_log', 'TRUNCATE audit_log', 'ALTER TABLE audit_log DISABLE TRIGGER ALL', 'DROP TRIGGER audit_log_append_only ON audit_log', 'DROP TABLE audit_log'])(
    'cannot %s',
    async (statement) => {
      await client.query(`SET search_path = ${postgres.schema}`);
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
      expect((await ports.auditLog.head()).sequence).toBe(20);
    },
  );
});
