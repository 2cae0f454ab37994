import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startDevelopment } from '#onprem-runner/dev/development.ts';
import { DEVELOPMENT_SCOPES } from '#onprem-runner/dev/settings.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createWorkflowClient } from '#shared/client/index.ts';
import { describeWithPostgres, openTestDatabase } from '#tests/support/postgres.ts';

const GREET = `
export const greet = {
  name: 'greet',
  version: '1.0.0',
  input: { type: 'object', additionalProperties: false, required: ['name'], properties: { name: { type: 'string' } } },
  output: { type: 'object', additionalProperties: false, required: ['greeting'], properties: { greeting: { type: 'string' } } },
  errors: {},
  effect: 'local',
  handle: (input) => ({ greeting: 'Hello ' + input.name }),
};
`;

const DOCUMENT = `
document: { dsl: 1.0.0, namespace: tests, name: inside, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - greet: { call: greet, with: { name: '\${ $input.name }' } }
  - checked: { set: { text: '\${ $.greeting }' }, output: { schema: { document: { type: object, required: [text] } } } }
  - printed: { run: { shell: { command: echo, arguments: ['\${ $.text }'] } }, output: { as: { printed: '\${ $ }' } } }
`;

const WRONG = `
document: { dsl: 1.0.0, namespace: tests, name: wrong, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - greet: { call: greet, with: { name: '\${ $input.number }' } }
`;

await describeWithPostgres('a development system whose target is the bank', () => {
  test('carries out functions, validations and processes in its own zone, and tells a failure with its task', { timeout: 90_000 }, async () => {
    const database = await openTestDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'uwf-inside-'));
    await mkdir(join(folder, 'handlers'));
    await writeFile(join(folder, 'handlers', 'greet.mjs'), GREET);
    const handlers = await loadHandlers(join(folder, 'handlers'), { validator: createSchemaValidator(), cacheFolder: join(folder, 'cache') });
    const system = await startDevelopment({
      dataDirectory: folder, host: '127.0.0.1', port: 0, environment: 'test', tenant: 'bank', target: { name: 'on-prem', runtime: 'engine', zone: 'on-prem' },
      handlers, egressHosts: [], processes: { scripts: [], shell: { commands: ['echo'] } }, schedules: { timeZone: 'Asia/Almaty' },
      version: '0.0.0', databaseUrl: database.connectionString, note: () => undefined,
    });
    try {
      const token = await system.cloud.issuer.issueToken({ subject: 'partner', scopes: DEVELOPMENT_SCOPES });
      const client = createWorkflowClient({ baseUrl: system.api, token });
      for (const text of [DOCUMENT, WRONG]) await client.definitions.register(text, 'application/yaml');
      const { runId } = await client.workflows.start('tests.inside', { name: 'Aigerim' });
      expect(await client.workflows.get(runId).result({ timeoutMs: 30_000, pollMs: 50 })).toMatchObject({ printed: expect.stringContaining('Hello Aigerim') });
      const wrong = await client.workflows.start('tests.wrong', { number: 1 });
      const status = async (): Promise<unknown> => {
        const answer = await fetch(`${system.api}/api/workflows/status/${wrong.runId}`, { headers: { authorization: `Bearer ${token}` } });
        return answer.json();
      };
      await expect.poll(status, { timeout: 20_000 }).toMatchObject({ status: 'FAILED', problem: { status: 500, title: 'Uwf.InvalidArguments', instance: '/do/0/greet' } });
    } finally {
      await system.stop();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
