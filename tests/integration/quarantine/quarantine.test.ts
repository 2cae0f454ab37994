import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDevelopment, type DevelopmentSystem } from '#onprem-runner/dev/development.ts';
import { DEVELOPMENT_SCOPES } from '#onprem-runner/dev/settings.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createWorkflowClient, type RunHandle, type WorkflowClient } from '#shared/client/index.ts';
import { isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import { uwf, type CliOutcome } from '#tests/support/cli.ts';

/** The workflow waits for a person: it tries again as long as its result is held. */
const DOCUMENT = `
document: { dsl: 1.0.3, namespace: tests, name: informing, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema:
    document: { type: object, additionalProperties: false, required: [name], properties: { name: { type: string, x-tier: 1 } } }
do:
  - attempt:
      try:
        - inform: { call: inform:1.0.0@default, with: { name: '\${ $workflow.input.name }' } }
      catch:
        errors: { with: { status: 500 } }
        retry: { delay: { milliseconds: 700 }, limit: { attempt: { count: 100 } } }
`;
const HANDLERS = fileURLToPath(new URL('handlers', import.meta.url));
const WAIT_MS_MAX = 60_000;

let folder = '';
let system: DevelopmentSystem;
let client: WorkflowClient;

/** A command in the folder of the project whose development system runs: it finds the store and the keys by itself. */
async function quarantine(...args: readonly string[]): Promise<CliOutcome> {
  return uwf(['quarantine', ...args], { folder });
}

async function json(...args: readonly string[]): Promise<readonly JsonObject[]> {
  const { exitCode, stdout, stderr } = await quarantine(...args, '-o', 'json');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const value: unknown = JSON.parse(stdout);
  return Array.isArray(value) ? value.filter(isJsonObject) : isJsonObject(value) ? [value] : [];
}

/** Starts a run and waits until its result is held. */
async function startHeld(name: string): Promise<{ readonly run: RunHandle; readonly id: string }> {
  const known = new Set((await json('list')).map(({ id }) => id));
  const run = client.workflows.get((await client.workflows.start('tests.informing', { name })).runId);
  for (const end = Date.now() + WAIT_MS_MAX; Date.now() < end; await sleep(200)) {
    const fresh = (await json('list', '--status', 'held')).find(({ id }) => !known.has(id));
    if (fresh !== undefined) return { run, id: String(fresh['id']) };
  }
  throw new Error('nothing was held');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-quarantine-'));
  // Made for its owner alone: the database has another user.
  await chmod(folder, 0o755);
  const handlers = await loadHandlers(HANDLERS, { validator: createSchemaValidator(), cacheFolder: join(folder, 'handlers') });
  system = await startDevelopment({
    dataDirectory: join(folder, '.uwf'), host: '127.0.0.1', port: 0, environment: 'test', tenant: 'bank', target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' },
    handlers, egressHosts: [], version: '0.0.0', note: () => undefined,
  });
  const token = await system.cloud.issuer.issueToken({ subject: 'partner', scopes: DEVELOPMENT_SCOPES });
  client = createWorkflowClient({ baseUrl: system.api, token });
  await client.definitions.register(DOCUMENT, 'application/yaml');
}, 120_000);

afterAll(async () => {
  await system?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

test('a result that was held leaves with the next attempt once a person says so', { timeout: 120_000 }, async () => {
  const { run, id } = await startHeld('Aigerim');
  const [held] = await json('show', id);
  expect(held).toMatchObject({ status: 'held', task: { definition: 'tests.informing@1.0.0' }, findings: [{ reason: 'email', pointer: '/contact' }], isKept: true, output: { contact: 'xxxxxxx xxx xxxxx xx xxxxxx.xxxxxx@xxxx.xxxxxxx' } });
  expect(await quarantine('show', id, '--reveal')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--purpose') });
  expect(await json('show', id, '--reveal', '--purpose', 'complaint 17')).toMatchObject([{ output: { contact: 'Aigerim may write to claims.office@bank.example' } }]);
  expect(await quarantine('release', id)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--reason') });
  expect(await json('release', id, '--reason', 'an address of the bank')).toEqual([{ id, status: 'released' }]);
  expect(await run.result({ timeoutMs: WAIT_MS_MAX, pollMs: 100 })).toEqual({ contact: 'Aigerim may write to claims.office@bank.example' });
  const [used] = await json('show', id);
  expect(used).toMatchObject({ status: 'used', decisions: [{ decision: 'release', reason: 'an address of the bank', by: expect.stringMatching(/^operator:/u) }] });
  expect(await quarantine('release', id, '--reason', 'once more')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('UWF-4096') });
});

test('with four eyes one person alone releases nothing, and what is discarded is gone', { timeout: 120_000 }, async () => {
  const { run, id } = await startHeld('Owen');
  const approved = await quarantine('release', id, '--reason', 'an address of the bank', '--four-eyes');
  expect(approved).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('approved') });
  expect(await quarantine('release', id, '--reason', 'the same person again', '--four-eyes')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('UWF-4096') });
  expect(await json('discard', id, '--reason', 'it must not leave')).toEqual([{ id, status: 'discarded' }]);
  const [discarded] = await json('show', id);
  expect(discarded).toMatchObject({ status: 'discarded', isKept: false });
  expect(discarded).not.toHaveProperty('output');
  await run.cancel();
});

test('lists are for people and for machines, and what is not there is not found', { timeout: 60_000 }, async () => {
  const { stdout } = await quarantine('list', '-n', '1');
  expect(stdout).toMatch(/^SEQ +ID +STATUS/u);
  expect(stdout).not.toMatch(/Aigerim|claims\.office|uwf-held/u);
  expect((await quarantine('list', '-o', 'jsonl')).stdout.trim().split('\n').length).toBeGreaterThanOrEqual(2);
  expect((await quarantine('list', '--status', 'approved')).stderr).toContain('Nothing is held.');
  expect(await quarantine('show', 'unknown')).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('UWF-4046') });
  expect(await quarantine('discard', 'unknown', '--reason', 'it is not there')).toMatchObject({ exitCode: 6 });
});
