import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerAzureFunctions } from '#functions/azure/register.ts';
import { SCOPES } from '#functions/operations/operation.ts';
import { operations } from '#functions/operations/table.ts';
import { registerDurableFunctions, SERVICE_INPUT } from '#shared/adapters/durable-functions/index.ts';
import { formatPrivateJwk, generatePrivateKey } from '#shared/adapters/jose/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { startDevelopmentIssuer } from '#shared/adapters/oidc/index.ts';
import { bundleAzureApp } from '../../../infra/build/bundle-azure.mjs';
import { loadBuilt, openBuildFolder, ROOT } from '#tests/support/azure/built.ts';
import { callAzure } from '#tests/support/azure/http.ts';
import { cloudSettings } from '#tests/support/azure/settings.ts';
import { registeredBy, type FunctionApp } from '#tests/support/durable/functions-core.ts';
import { openLiveHost, type LiveHost } from '#tests/support/durable/live.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';
import { waitUntil } from '#tests/support/azure/wait.ts';

/** Bytes of the bundle at most: what is loaded before the first call of a cold start. */
const BUNDLE_BYTES_MAX = 4_200_000;

const AUDIENCE = 'uwf-api';

const DOCUMENT = {
  document: { dsl: '1.0.0', namespace: 'examples', name: 'hello', version: '1.0.0' },
  evaluate: { language: 'jsonata' },
  do: [{ both: { fork: { branches: [{ left: { set: { left: '${ name }' } } }, { right: { set: { right: '${ $uppercase(name) }' } } }] } } }, { pause: { wait: { milliseconds: 20 } } }],
};

/** What of a registration the host reads. */
const shown = (app: FunctionApp) => Object.fromEntries([...app.functions].map(([name, { metadata }]) => [name, JSON.parse(JSON.stringify(metadata))]).toSorted());

await describeWithPostgres('the built function app', () => {
  let build: Awaited<ReturnType<typeof openBuildFolder>>;
  let postgres: TestPostgres;
  let issuer: Awaited<ReturnType<typeof startDevelopmentIssuer>>;
  let app: FunctionApp;
  let live: LiveHost;
  let token = '';
  let bytes = 0;
  const before = { ...process.env };
  beforeAll(async () => {
    [build, postgres] = await Promise.all([openBuildFolder(), openTestPostgres()]);
    bytes = await bundleAzureApp({ root: ROOT, outDir: join(build.folder, 'app'), settings: cloudSettings() });
    issuer = await startDevelopmentIssuer({ directory: join(build.folder, 'issuer'), audience: AUDIENCE, scopes: SCOPES, clock: systemClock, ids: randomIdSource });
    token = await issuer.issueToken({ subject: 'partner-1', scopes: SCOPES });
    ({ app } = await loadBuilt(join(build.folder, 'app')));
    live = await openLiveHost({ register: app });
  }, 120_000);
  afterAll(async () => {
    process.env = before;
    await live.close();
    await issuer.close();
    await postgres.close();
    await build.remove();
  });

  const ask = async (method: string, target: string, body?: unknown) => {
    const call = { method, target, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await callAzure(app, call, live.service.binding);
    return { ...answer, value: JSON.parse(answer.body) };
  };

  test('registers what the sources register', () => {
    const sources = registeredBy(() => {
      registerDurableFunctions(() => Promise.reject(new TypeError('nothing is opened')));
      registerAzureFunctions({ operations, settings: cloudSettings(), environment: {}, serviceInput: SERVICE_INPUT, open: () => Promise.reject(new TypeError('nothing is opened')) });
    });
    // Names of extra inputs are numbered as they are made.
    const named = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(/durableClient[A-Za-z0-9]+/gu, 'durableClient'));
    expect(named(shown(app))).toEqual(named(shown(sources)));
    expect([...app.functions.keys()]).toEqual(expect.arrayContaining(['uwf-scope', 'uwf-task', 'api-runWorkflow', 'api-other', 'collect-results', 'collect-control', 'relay', 'sweeper']));
  });

  test('is a folder that can be deployed, no larger than it was', () => {
    const read = (name: string) => JSON.parse(readFileSync(join(build.folder, 'app', name), 'utf8'));
    expect(read('package.json')).toMatchObject({ type: 'module', main: 'index.mjs', dependencies: { 'node-rdkafka': expect.any(String) } });
    expect(read('host.json')).toMatchObject({ version: '2.0', extensions: { http: { routePrefix: '' }, durableTask: { overridableExistingInstanceStates: 'NonRunningStates', tracing: { traceInputsAndOutputs: false } } } });
    expect(read('settings.json')).toEqual(cloudSettings());
    expect(bytes).toBeLessThan(BUNDLE_BYTES_MAX);
  });

  test('says which settings are missing, all of them, and mends itself once they are there', async () => {
    for (const name of Object.keys(process.env).filter((variable) => variable.startsWith('UWF_'))) delete process.env[name];
    await expect(ask('GET', '/health')).rejects.toThrow(/UWF_DATABASE_URL[\s\S]*UWF_ISSUER[\s\S]*UWF_DOOR_SECRET/u);
    Object.assign(process.env, {
      UWF_DATABASE_URL: postgres.connectionString, UWF_DATABASE_SCHEMA: postgres.schema, UWF_BLOB_URL: 'http://127.0.0.1:1/account', UWF_BLOB_CONTAINER: 'payloads', UWF_BLOB_ACCOUNT: 'account', UWF_BLOB_KEY: 'a2V5',
      UWF_ISSUER: issuer.issuer, UWF_AUDIENCE: AUDIENCE, UWF_JWKS_URI: issuer.jwksUri, UWF_KAFKA_BROKERS: '127.0.0.1:1', UWF_DOOR_SECRET: '{}', UWF_RELEASE_SECRET: formatPrivateJwk(generatePrivateKey('Ed25519')),
    });
    expect(await ask('GET', '/health')).toMatchObject({ status: 200, value: { status: 'healthy', version: '0.0.0-test' } });
  });

  test('registers a workflow and runs it to its end, with its course', async () => {
    expect((await ask('POST', '/api/definitions', DOCUMENT)).status).toBe(201);
    const { status, value } = await ask('POST', '/api/workflows/run/hello', { input: { name: 'Ada' } });
    expect(status).toBe(202);
    const ended = await waitUntil(async () => {
      const run = (await ask('GET', `/api/workflows/status/${String(value.runId)}`)).value;
      return run.status === 'RUNNING' || run.status === 'PENDING' ? undefined : run;
    });
    expect(ended).toMatchObject({ status: 'COMPLETED', workflowId: 'examples.hello' });
    expect((await ask('GET', `/api/workflows/data/${String(value.runId)}`)).value).toMatchObject({ output: [{ left: 'Ada' }, { right: 'ADA' }] });
    const { events } = (await ask('GET', `/api/workflows/history/${String(value.runId)}?limit=100`)).value;
    expect(events.at(-1)).toMatchObject({ kind: 'execution-succeeded' });
    expect((await ask('GET', '/api/workflows/runs?status=COMPLETED')).value.runs).toHaveLength(1);
  });

  test('delivers published events to who listens, in this process at once, and tells who waits for a workflow of its end', async () => {
    const listening = {
      document: { ...DOCUMENT.document, name: 'listening' },
      evaluate: { language: 'jsonata' },
      do: [{ paid: { listen: { to: { one: { with: { type: 'paid' } } } } } }, { tell: { emit: { event: { with: { type: 'told', source: 'https://shop.example', data: '${ $ }' } } } } }],
    };
    const parent = { ...listening, document: { ...DOCUMENT.document, name: 'parent' }, do: [{ child: { run: { workflow: { namespace: 'examples', name: 'listening', version: 'latest' } } } }] };
    for (const document of [listening, parent]) expect((await ask('POST', '/api/definitions', document)).status).toBe(201);
    const { runId } = (await ask('POST', '/api/workflows/run/parent')).value;
    await waitUntil(async () => ((await postgres.sql('SELECT 1 FROM event_subscribers')).length > 0 ? true : undefined));
    expect(await ask('POST', '/api/events', { type: 'paid', source: 'tests', id: 'p1', data: { orderId: 'o-7' } })).toMatchObject({ status: 202, value: { count: 1 } });
    await waitUntil(async () => ((await ask('GET', `/api/workflows/status/${String(runId)}`)).value.status === 'COMPLETED' ? true : undefined));
    expect((await ask('GET', `/api/workflows/data/${String(runId)}`)).value.output).toMatchObject({ type: 'told', data: [{ orderId: 'o-7' }] });
    await waitUntil(async () => ((await postgres.sql('SELECT 1 FROM event_subscribers UNION ALL SELECT 1 FROM execution_watches')).length === 0 ? true : undefined));
  });

  test('starts what is scheduled, by the clock of the relay and on events', async () => {
    const scheduled = (name: string, schedule: object) => ({ document: { ...DOCUMENT.document, name }, evaluate: { language: 'jsonata' }, schedule, do: [{ work: { set: { input: '${ $input }' } } }] });
    expect((await ask('POST', '/api/definitions', scheduled('timed', { every: { milliseconds: 200 } }))).status).toBe(201);
    expect((await ask('POST', '/api/definitions', scheduled('ordered', { on: { one: { with: { type: 'ordered' } } } }))).status).toBe(201);
    const ended = async (name: string) => (await ask('GET', `/api/workflows/runs?workflow=examples.${name}&status=COMPLETED`)).value.runs.length;
    await waitUntil(async () => {
      // What goes to the bank cannot leave here; the system's own work comes first.
      await live.host.invoke('relay', '{}').catch(() => undefined);
      return (await ended('timed')) > 1 ? true : undefined;
    });
    await ask('POST', '/api/events', { type: 'ordered', source: 'tests', id: 'o1', data: 1 });
    await waitUntil(async () => ((await ended('ordered')) === 1 ? true : undefined));
  });

  test('ends a run from outside, once', async () => {
    const waiting = { ...DOCUMENT, document: { ...DOCUMENT.document, name: 'waiting' }, do: [{ pause: { wait: { hours: 1 } } }] };
    expect((await ask('POST', '/api/definitions', waiting)).status).toBe(201);
    const { runId } = (await ask('POST', '/api/workflows/run/waiting')).value;
    expect(await ask('POST', `/api/workflows/cancel/${String(runId)}`)).toMatchObject({ status: 200 });
    expect((await ask('GET', `/api/workflows/status/${String(runId)}`)).value).toMatchObject({ status: 'CANCELLED' });
    await live.host.invoke('sweeper', '{}');
  });
});
