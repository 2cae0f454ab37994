import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startDevelopment } from '#onprem-runner/dev/development.ts';
import { DEVELOPMENT_SCOPES } from '#onprem-runner/dev/settings.ts';
import { createWorkflowClient } from '#shared/client/index.ts';
import { uwf } from '#tests/support/cli.ts';
import { describeWithPostgres, openTestDatabase } from '#tests/support/postgres.ts';

const DOCUMENT = `
document: { dsl: 1.0.0, namespace: tests, name: inside, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema:
    document:
      type: object
      additionalProperties: false
      required: [name]
      properties: { name: { type: string, x-tier: 1 } }
do:
  - greeted: { set: { greeting: '\${ "Hello " & $input.name }' } }
`;

await describeWithPostgres('uwf batch run --local', () => {
  test('gives lines to the engine of the bank, and their outputs can be exported from there', { timeout: 90_000 }, async () => {
    const database = await openTestDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'uwf-batch-local-'));
    const system = await startDevelopment({
      dataDirectory: join(folder, '.uwf'), host: '127.0.0.1', port: 0, environment: 'test', tenant: 'bank', target: { name: 'on-prem', runtime: 'engine', zone: 'on-prem' },
      handlers: [], egressHosts: [], version: '0.0.0', databaseUrl: database.connectionString, note: () => undefined,
    });
    try {
      const token = await system.cloud.issuer.issueToken({ subject: 'batch', scopes: DEVELOPMENT_SCOPES });
      const connection = ['--api', system.api, '--token', token];
      await createWorkflowClient({ baseUrl: system.api, token }).definitions.register(DOCUMENT, 'application/yaml');
      await writeFile(join(folder, 'inputs.csv'), 'name\nZoë\nKim\n');
      const run = await uwf(['batch', 'run', 'inputs.csv', '--workflow', 'tests.inside', '--local', ...connection, '-o', 'json'], { folder });
      expect([run.exitCode, run.stderr]).toEqual([0, expect.stringContaining('2 lines: 2 COMPLETED')]);

      await writeFile(join(folder, 'schema.json'), JSON.stringify({ type: 'object', additionalProperties: false, properties: { greeting: { type: 'string' } } }));
      for (const [use, name] of [['sign', 'sender'], ['encrypt', 'reporting']] as const) await writeFile(join(folder, `${name}.pub`), (await uwf(['transfer', 'key', '--use', use, '--out', `${name}.key`], { folder })).stdout);
      const exported = await uwf(['transfer', 'export', '--from-runs', 'tests.inside', '--schema', 'schema.json', '--to', 'out', '--key', 'sender.key', '--recipient', 'reporting.pub', ...connection, '-o', 'json'], { folder });
      expect([exported.exitCode, JSON.parse(exported.stdout).rows]).toEqual([0, 2]);
      const set = JSON.parse(exported.stdout).folder;
      expect((await uwf(['transfer', 'import', set, '--schema', 'schema.json', '--key', 'reporting.key', '--sender', 'sender.pub', '--to', 'rows.ndjson'], { folder })).exitCode).toBe(0);
      expect((await readFile(join(folder, 'rows.ndjson'), 'utf8')).trimEnd().split('\n').sort()).toEqual(['{"greeting":"Hello Kim"}', '{"greeting":"Hello Zoë"}']);
    } finally {
      await system.stop();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
