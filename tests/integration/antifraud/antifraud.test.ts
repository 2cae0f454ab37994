import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttpHost, type HttpHost } from '#functions/node-host/index.ts';
import { operations } from '#functions/operations/table.ts';
import type { ApiPorts } from '#functions/ports.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createHttpTaskExecutor, createLocalTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { generateSealingKey, toPublicKeySet } from '#shared/adapters/jose/index.ts';
import { openMemory } from '#shared/adapters/memory/index.ts';
import { createEngineRuntime } from '#shared/application/runtime/engine-runtime.ts';
import { createProgramCache } from '#shared/application/program-cache.ts';
import { createWorkflowClient, WorkflowRunError, WorkflowServiceError, type ClientNotice, type WorkflowClient } from '#shared/client/index.ts';
import { isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import { cloudParty, TENANT, type Party } from '#tests/support/door/parties.ts';
import { openDoor, type DoorHarness } from '#tests/support/door-harness.ts';

const EXAMPLES = 'statemachines/examples';
const TIER_1_BYTES_MIN = 8;

let cacheFolder: string;
let host: HttpHost;
let door: DoorHarness;
let client: WorkflowClient;
let samples: readonly JsonObject[];
let transientValues: readonly string[];
/** Everything that passed through the cloud zone: messages as they lie in the log and as the cloud reads them, responses, logs. */
const cloudBytes: string[] = [];
const notices: ClientNotice[] = [];
const cloud = openMemory();

/** The cloud's side of the door, with an ear at everything that it reads and writes. */
function overheard(): Party {
  const { reader, writer } = cloudParty();
  return {
    writer: { write: (request) => (cloudBytes.push(JSON.stringify(request)), writer.write(request)) },
    reader: {
      read: async (request) => {
        const opened = await reader.read(request);
        cloudBytes.push(request.text, JSON.stringify(opened));
        return opened;
      },
    },
  };
}

beforeAll(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'uwf-antifraud-'));
  const validator = createSchemaValidator();
  const handlers = await loadHandlers(`${EXAMPLES}/antifraud/handlers`, { validator, cacheFolder });
  const key = await generateSealingKey();
  const log = (event: string, fields?: object) => cloudBytes.push(JSON.stringify({ event, ...fields }));
  const logger = { info: log, warn: log, error: log };
  const { executionStore, definitionStore, taskQueue, eventBus } = cloud;
  const { publish } = taskQueue;
  const queue = { ...taskQueue, publish: (request: Parameters<typeof publish>[0]) => (cloudBytes.push(JSON.stringify(request)), publish(request)) };
  const programs = createProgramCache({ definitionStore });
  const executor = createLocalTaskExecutor({ http: createHttpTaskExecutor({ egressHosts: [], errorDetail: 'body' }), validator });
  door = await openDoor(handlers, { executor, door: overheard(), stores: { key }, engine: { logger, executionStore, definitionStore, programs, taskQueue: queue }, bank: { ports: { logger } } });
  const ports: ApiPorts = {
    ...door.cloud.engine,
    runtime: createEngineRuntime(door.cloud.engine),
    eventBus,
    validator,
    identity: { verify: async ({ token }) => ({ subject: token, scopes: new Set(['workflows:run', 'workflows:read', 'workflows:cancel', 'definitions:read', 'definitions:write']) }) },
    settings: { target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' }, catalogue: catalogueOf(handlers), tenant: TENANT, developmentMode: false, sealingKeys: toPublicKeySet([key]).keys, version: '0.0.0' },
  };
  host = await startHttpHost({ operations, ports, host: '127.0.0.1', port: 0, logger });
  door.start();
  const listening: typeof fetch = async (url, init) => {
    cloudBytes.push(String(init?.body ?? ''));
    const response = await fetch(url, init);
    cloudBytes.push(await response.clone().text());
    return response;
  };
  client = createWorkflowClient({ baseUrl: host.url, token: 'partner-1', fetch: listening, onNotice: (notice) => notices.push(notice) });
  const text = await readFile(`${EXAMPLES}/antifraud/samples/transactions.ndjson`, 'utf8');
  samples = text.trimEnd().split('\n').map(parseObject);
  transientValues = samples.flatMap(({ client_cvv }) => (typeof client_cvv === 'string' ? [client_cvv] : []));
});

afterAll(async () => {
  await host.close();
  await door.stop();
  await rm(cacheFolder, { recursive: true });
});

function parseObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new TypeError('not an object');
  return value;
}

async function registerExample(name: string): Promise<JsonObject> {
  return client.definitions.register(await readFile(`${EXAMPLES}/${name}/1.0.0/workflow.yaml`, 'utf8'), 'application/yaml');
}

async function outcomeOf(sample: JsonObject): Promise<string> {
  const run = await client.workflows.start('examples.antifraud', sample, { idempotencyKey: String(sample['id']) });
  const output = await run.result({ timeoutMs: 45_000, pollMs: 20 }).catch((error: unknown) => error);
  if (output instanceof WorkflowRunError) return `${output.status} ${output.error ?? ''}`;
  if (output instanceof Error || !isJsonObject(output)) throw output;
  const { transactionId, decision } = output;
  expect(transactionId).toBe(sample['id']);
  return String(decision);
}

const TIER_1_FIELDS = ['client_id', 'client_name', 'client_pan', 'client_card_holder', 'client_phone', 'location_ip', 'amount', 'date', 'merchant_terminal_id'];

describe('the antifraud example', () => {
  test('decides every sample transaction, sealed by the client and checked inside the bank', async () => {
    await registerExample('antifraud');
    const outcomes = await Promise.all(samples.map(outcomeOf));
    const counted = Object.fromEntries([...new Set(outcomes)].sort().map((outcome) => [outcome, outcomes.filter((one) => one === outcome).length]));
    expect(counted).toEqual({ 'FAILED urn:uwf:error:ML_UNAVAILABLE#503': 1, pass: 20, reject: 6, warn: 5 });
    expect(notices).toMatchObject([{ kind: 'transient-dropped', pointer: '/client_cvv' }]);
  }, 60_000);

  test('shows its steps with their zones, the retried one with its attempts', async () => {
    const retried = samples.find(({ merchant_terminal_id: terminal }) => String(terminal).endsWith('99')) ?? {};
    const run = await client.workflows.start('examples.antifraud', { ...retried, id: 'txn-retried' });
    await run.result({ timeoutMs: 45_000, pollMs: 20 });
    const { steps } = await run.status();
    expect(steps.filter(({ attempts }) => attempts > 0)).toMatchObject([
      { name: 'storeTransaction', zone: 'on-prem', attempts: 1 },
      { zone: 'on-prem', attempts: 1 },
      { zone: 'on-prem', attempts: 1 },
      { zone: 'on-prem', attempts: 2 },
      { zone: 'on-prem', attempts: 1 },
    ]);
  });

  test('a copied sealed value is of no use to another caller', async () => {
    const taken: JsonObject[] = [];
    const thief: typeof fetch = async (url, init) => {
      const body = typeof init?.body === 'string' ? parseObject(init.body) : {};
      if (isJsonObject(body['input'])) taken.push(body['input']);
      return fetch(url, init);
    };
    const victim = createWorkflowClient({ baseUrl: host.url, token: 'partner-1', fetch: thief });
    await victim.workflows.start('examples.antifraud', { ...samples[0], id: 'txn-taken' });
    const replay = await fetch(`${host.url}/api/workflows/run/examples.antifraud`, {
      method: 'POST',
      headers: { authorization: 'Bearer partner-2', 'content-type': 'application/json' },
      body: JSON.stringify({ input: taken[0] }),
    });
    expect(replay.status).toBe(422);
    expect(await replay.json()).toMatchObject({ code: 'UWF-4221' });
  });

  test('counts what was let out', () => {
    const { releases } = door.bank.runner.counts();
    const total = (pointer: string) => releases.filter((release) => release.pointer === pointer).reduce((sum, release) => sum + release.count, 0);
    expect(total('/decision')).toBeGreaterThanOrEqual(31);
    expect(total('/resolution')).toBeGreaterThanOrEqual(total('/decision'));
    expect(new Set(releases.map(({ pointer }) => pointer))).toEqual(new Set(['/stored', '/resolution', '/riskRange', '/decision']));
  });

  test('leaves no Tier 1 value anywhere in the cloud zone', async () => {
    const runs = await client.workflows.runs({ limit: 100 });
    for (const { runId } of runs.runs) {
      const { snapshot } = (await cloud.executionStore.load({ executionId: runId })) ?? {};
      const history = await cloud.executionStore.history({ executionId: runId, after: 0, max: 1_000 });
      cloudBytes.push(JSON.stringify(snapshot), JSON.stringify(history), JSON.stringify(await client.workflows.get(runId).status()));
    }
    const all = cloudBytes.join('\n');
    const values = samples.flatMap((sample) => TIER_1_FIELDS.map((field) => sample[field]).filter((value) => typeof value === 'string'));
    const long = values.filter((value) => Buffer.byteLength(value) >= TIER_1_BYTES_MIN);
    expect(long.length).toBeGreaterThan(200);
    const forms = long.flatMap((value) => [value, JSON.stringify(value).slice(1, -1), Buffer.from(value).toString('base64').replace(/=+$/u, ''), Buffer.from(value).toString('hex')]);
    expect(forms.filter((form) => all.includes(form))).toEqual([]);
    expect(transientValues.map((value) => `"client_cvv":"${value}"`).filter((form) => all.includes(form))).toEqual([]);
    expect(all).toContain(String(samples[0]?.['id']));
  });
});

describe('the example that leaks', () => {
  test('is refused, with the place and the path that the data would take', async () => {
    const error = await registerExample('antifraud-leak').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WorkflowServiceError);
    expect(error).toMatchObject({
      code: 'UWF-4222',
      status: 422,
      problem: {
        diagnostics: [
          {
            code: 'UWF-3001',
            pointer: '/do/1/sendSms/with/body/to',
            related: [{ pointer: '/input/schema/document/properties/client_phone' }, { pointer: '/do/0/prepareMessage/set/recipient' }, { pointer: '/do/1/sendSms/with/body/to' }],
          },
        ],
      },
    });
  });
});
