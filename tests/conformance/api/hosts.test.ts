import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toApiRequest, toHttpResult } from '#functions/aws/http-event.ts';
import { registerAzureFunctions } from '#functions/azure/register.ts';
import { startLocalGateway, type ServedAs } from '#functions/cloud/local-gateway/start-local-gateway.ts';
import { BODY_BYTES_MAX } from '#functions/limits.ts';
import { createApi } from '#functions/middleware/chain.ts';
import { startHttpHost, type HttpHost } from '#functions/node-host/index.ts';
import { operations } from '#functions/operations/table.ts';
import { generateSealingKey } from '#shared/adapters/jose/index.ts';
import { createCountingIdSource } from '#shared/adapters/memory/index.ts';
import { SERVICE_INPUT } from '#shared/adapters/durable-functions/index.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import { createEngineRuntime } from '#shared/application/runtime/engine-runtime.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { callAzure, type AzureCall } from '#tests/support/azure/http.ts';
import { cloudSettings } from '#tests/support/azure/settings.ts';
import { registeredBy } from '#tests/support/durable/functions-core.ts';
import { storedDefinition, TASK_MACHINE } from '#tests/support/api/stored-definition.ts';
import { createTestPorts, issueToken, type TestPorts } from '#tests/support/api/test-api.ts';

interface Asked {
  readonly method: string;
  /** Path and query as they go over the wire; `RUN` stands for the id of the run that was started before. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Hosts that do not get to see such a request. */
  readonly notThere?: readonly string[];
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A host over stores of its own. */
interface World {
  readonly name: string;
  ask(call: AzureCall): Promise<Answered>;
  /** Body of the answer to a request without a good token, where something in front of the API gives it. */
  readonly unauthorised?: string;
  close(): Promise<void>;
}

/** What a host adds of its own, or what tells one connection from another. */
const OF_HOSTS = new Set(['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'apigw-requestid', 'x-uwf-served-as']);

const own = (headers: Iterable<readonly [string, string]>): Record<string, string> => Object.fromEntries([...headers].filter(([name]) => !OF_HOSTS.has(name)));

const NOW = Date.now();
const sealingKeys = [await generateSealingKey()];

/** All of them have the same time, count the same ids and know the same definitions. */
async function openPorts(): Promise<TestPorts['ports']> {
  const { ports } = await createTestPorts({ sealingKeys }, { clock: { now: () => NOW }, ids: createCountingIdSource() });
  await ports.definitionStore.put({ stored: storedDefinition() });
  await ports.definitionStore.put({ stored: storedDefinition({ name: 'scoring', machine: TASK_MACHINE, tasks: { score: 'on-prem' } }) });
  // Our engine takes up no run that has ended; the answer of a runtime that does is the same everywhere.
  return { ...ports, runtime: { ...createEngineRuntime(ports), redrive: async () => 'redriven' } };
}

async function openNode(): Promise<World> {
  const ports = await openPorts();
  return overWire('node:http', await startHttpHost({ operations, ports, host: '127.0.0.1', port: 0, logger: ports.logger }));
}

/** What `uwf dev --as` serves. */
async function openLocal(servedAs: ServedAs): Promise<World> {
  const ports = await openPorts();
  const world = overWire(`as ${servedAs}`, await startLocalGateway({ operations, ports, host: '127.0.0.1', port: 0, logger: ports.logger, servedAs }));
  return servedAs === 'aws' ? { ...world, unauthorised: '{"message":"Unauthorized"}' } : world;
}

function overWire(name: string, host: HttpHost): World {
  return {
    name,
    ask: async ({ method, target, headers, body }) => {
      const response = await fetch(`${host.url}${target}`, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: response.status, headers: own(response.headers), body: await response.text() };
    },
    close: () => host.close(),
  };
}

async function openAws(): Promise<World> {
  const ports = await openPorts();
  const api = createApi(operations, ports);
  return {
    name: 'API Gateway',
    ask: async ({ method, target, headers, body }) => {
      const [path = '', rawQueryString = ''] = target.split('?');
      // An HTTP API hands paths over decoded.
      const rawPath = decodeURIComponent(path);
      const event = { rawPath, rawQueryString, headers, isBase64Encoded: false, requestContext: { http: { method }, stage: '$default' }, ...(body === undefined ? {} : { body }) };
      const { statusCode, headers: given, body: content } = toHttpResult(await api(toApiRequest(event)));
      return { status: statusCode, headers: own(Object.entries(given)), body: content };
    },
    close: () => Promise.resolve(),
  };
}

/** Through the library's own registration and conversions; the host that routes is modelled. */
async function openAzure(): Promise<World> {
  const ports = await openPorts();
  const opened = { api: ports, ends: { ...ports, index: { load: async () => undefined }, programs: createDefinitionCache(ports), unanswered: { of: async () => [] }, door: { dispatch: async () => undefined } }, door: () => Promise.reject(new TypeError('there is no door')), system: { move: async () => 0 }, prune: async () => undefined };
  const app = registeredBy(() => registerAzureFunctions({ operations, settings: cloudSettings(), environment: {}, serviceInput: SERVICE_INPUT, open: async () => opened }));
  return {
    name: 'Azure Functions',
    ask: async (call) => {
      const answer = await callAzure(app, call);
      return { ...answer, headers: own(Object.entries(answer.headers)) };
    },
    close: () => Promise.resolve(),
  };
}

const DOCUMENT = { document: { dsl: '1.0.0', namespace: 'examples', name: 'hello', version: '1.0.0' }, evaluate: { language: 'jsonata' }, do: [{ greet: { set: { greeting: 'Hello' } } }] };

const KEY = { 'idempotency-key': 'the-same-run' };

/** Of each operation good and bad calls, in an order in which each finds what the ones before have made. */
const calls: readonly (readonly [operation: string, what: string, asked: Asked])[] = [
  ['getHealth', 'good', { method: 'GET', target: '/health' }],
  ['getHealth', 'an unknown parameter', { method: 'GET', target: '/health?x=1' }],
  ['getOpenApi', 'good', { method: 'GET', target: '/openapi.json' }],
  ['getOpenApi', 'an unknown parameter', { method: 'GET', target: '/openapi.json?x=%20' }],
  ['listKeys', 'good', { method: 'GET', target: '/api/keys' }],
  ['listKeys', 'an unknown parameter', { method: 'GET', target: '/api/keys?kid=1' }],
  ['registerDefinition', 'good', { method: 'POST', target: '/api/definitions', body: JSON.stringify(DOCUMENT) }],
  ['registerDefinition', 'once more', { method: 'POST', target: '/api/definitions', body: JSON.stringify(DOCUMENT) }],
  ['registerDefinition', 'YAML', { method: 'POST', target: '/api/definitions', headers: { 'content-type': 'application/yaml' }, body: 'document: { dsl: 1.0.0, namespace: examples, name: yaml, version: 1.0.0 }\nevaluate: { language: jsonata }\ndo: [{ greet: { set: { greeting: Grüße } } }]\n' }],
  ['registerDefinition', 'a definition that is wrong', { method: 'POST', target: '/api/definitions', body: JSON.stringify({ ...DOCUMENT, do: [{ greet: { sat: {} } }] }) }],
  ['registerDefinition', 'another media type', { method: 'POST', target: '/api/definitions', headers: { 'content-type': 'text/html' }, body: 'x' }],
  ['listWorkflows', 'good', { method: 'GET', target: '/api/workflows/list' }],
  ['listWorkflows', 'no token', { method: 'GET', target: '/api/workflows/list', headers: { authorization: '' } }],
  ['listWorkflows', 'a bad token', { method: 'GET', target: '/api/workflows/list', headers: { authorization: 'Bearer x' } }],
  ['getDefinition', 'good', { method: 'GET', target: '/api/workflows/definition/antifraud' }],
  ['getDefinition', 'an encoded name', { method: 'GET', target: '/api/workflows/definition/payments%2Eantifraud%401.0.0' }],
  ['getDefinition', 'one that is not there', { method: 'GET', target: '/api/workflows/definition/none' }],
  ['getDefinition', 'a path that is no text, where the host sees it', { method: 'GET', target: '/api/workflows/definition/%FF', notThere: ['API Gateway', 'as aws'] }],
  ['getDefinition', 'a path that needs encoding', { method: 'GET', target: '/api/workflows/definition/100%25%20%C3%A9%3F' }],
  ['runWorkflow', 'good', { method: 'POST', target: '/api/workflows/run/scoring', body: '{"input":{"id":"a","text":"żółć 🏦"},"priority":"high"}' }],
  ['runWorkflow', 'with a key', { method: 'POST', target: '/api/workflows/run/antifraud', headers: KEY, body: '{"input":{"id":"a"}}' }],
  ['runWorkflow', 'with the key again', { method: 'POST', target: '/api/workflows/run/antifraud', headers: KEY, body: '{"input":{"id":"a"}}' }],
  ['runWorkflow', 'with the key and another body', { method: 'POST', target: '/api/workflows/run/antifraud', headers: KEY, body: '{"input":{"id":"b"}}' }],
  ['runWorkflow', 'no JSON', { method: 'POST', target: '/api/workflows/run/antifraud', body: '{"input":' }],
  ['runWorkflow', 'an unknown member', { method: 'POST', target: '/api/workflows/run/antifraud', body: '{"inputs":{}}' }],
  ['runWorkflow', 'a body that is too large', { method: 'POST', target: '/api/workflows/run/antifraud', body: `"${'x'.repeat(BODY_BYTES_MAX)}"` }],
  ['runWorkflow', 'a body of the largest size', { method: 'POST', target: '/api/workflows/run/antifraud', body: `{"input":{"id":"${'x'.repeat(BODY_BYTES_MAX - 20)}"}}`.padEnd(BODY_BYTES_MAX) }],
  ['runInline', 'good', { method: 'POST', target: '/api/workflows/run', body: JSON.stringify({ definition: DOCUMENT }) }],
  ['runInline', 'no body', { method: 'POST', target: '/api/workflows/run' }],
  ['getStatus', 'good', { method: 'GET', target: '/api/workflows/status/RUN' }],
  ['getStatus', 'no such run', { method: 'GET', target: '/api/workflows/status/11111111-1111-4111-8111-111111111111' }],
  ['getData', 'good', { method: 'GET', target: '/api/workflows/data/RUN' }],
  ['getData', 'no such run', { method: 'GET', target: '/api/workflows/data/nothing' }],
  ['getHistory', 'good', { method: 'GET', target: '/api/workflows/history/RUN?limit=2' }],
  ['getHistory', 'a bad cursor', { method: 'GET', target: '/api/workflows/history/RUN?cursor=%2B%2B' }],
  ['listRuns', 'good', { method: 'GET', target: '/api/workflows/runs?limit=2' }],
  ['listRuns', 'of nobody', { method: 'GET', target: '/api/workflows/runs?limit=2&workflow=payments.none' }],
  ['listRuns', 'a bad parameter', { method: 'GET', target: '/api/workflows/runs?limit=many&limit=1' }],
  ['cancelRun', 'good', { method: 'POST', target: '/api/workflows/cancel/RUN' }],
  ['redriveRun', 'good', { method: 'POST', target: '/api/workflows/redrive/RUN' }],
  ['redriveRun', 'no such run', { method: 'POST', target: '/api/workflows/redrive/nothing' }],
  ['cancelRun', 'no such run', { method: 'POST', target: '/api/workflows/cancel/nothing' }],
  ['publishEvents', 'good', { method: 'POST', target: '/api/events', body: '{"type":"com.example.order.paid"}' }],
  ['publishEvents', 'no type', { method: 'POST', target: '/api/events', body: '{"type":""}' }],
  ['publishEvents', 'not an event', { method: 'POST', target: '/api/events', body: '[]' }],
];

/** What is no operation's. */
const others: readonly (readonly [what: string, asked: Asked])[] = [
  ['the page', { method: 'GET', target: '/docs' }],
  ['no such path', { method: 'GET', target: '/nowhere/at%2Fall?x=%ZZ' }],
  ['the root', { method: 'GET', target: '/' }],
  ['a path with a / at its end', { method: 'GET', target: '/health/' }],
  ['another method', { method: 'DELETE', target: '/api/workflows/list' }],
  ['a method of another operation', { method: 'GET', target: '/api/workflows/run/antifraud' }],
  ['what a browser asks for', { method: 'OPTIONS', target: '/api/workflows/list' }],
];

let worlds: readonly World[] = [];
let token = '';
let runId = '';
const succeeded = new Set<string>();
const failed = new Set<string>();
beforeAll(async () => {
  token = await issueToken();
  worlds = await Promise.all([openNode(), openAws(), openAzure(), openLocal('aws'), openLocal('azure')]);
});
afterAll(async () => void (await Promise.all(worlds.map((world) => world.close()))));

async function askAll({ method, target, headers, body, notThere = [] }: Asked): Promise<Answered> {
  const call = {
    method,
    target: target.replace('RUN', runId),
    headers: { 'x-request-id': 'request-1', authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body }),
  };
  const answers = await Promise.all(worlds.filter(({ name }) => !notThere.includes(name)).map(async ({ name, unauthorised, ask }) => ({ name, unauthorised, answer: await ask(call) })));
  const [first, ...rest] = answers;
  assert(first !== undefined, 'there are hosts');
  for (const { name, answer, unauthorised } of rest) {
    if (unauthorised !== undefined && first.answer.status === 401) expect(answer).toMatchObject({ status: 401, body: unauthorised });
    else expect({ name, answer }).toEqual({ name, answer: first.answer });
  }
  return first.answer;
}

describe('every host gives the same answer, byte for byte', () => {
  test.each(calls)('%s: %s', async (operation, _what, asked) => {
    const { status, body } = await askAll(asked);
    (status < 300 ? succeeded : failed).add(operation);
    if (asked.target === '/api/workflows/run/scoring') runId = String(JSON.parse(body).runId);
  });

  test('each operation was called well and badly', () => {
    const ids = operations.map(({ id }) => id).toSorted();
    expect([[...succeeded].toSorted(), [...failed].toSorted()]).toEqual([ids, ids]);
  });

  test.each(others)('%s', async (_what, asked) => {
    expect((await askAll(asked)).status).toBeGreaterThanOrEqual(200);
  });
});

describe('HEAD', () => {
  test.each(['/health', '/api/workflows/runs?limit=2', '/nowhere', '/api/workflows/run'])('of %s is GET without its content, on the hosts that tell it', async (target) => {
    const hosts = worlds.filter(({ name }) => name !== 'API Gateway');
    const headers = { 'x-request-id': 'request-1', authorization: `Bearer ${token}` };
    for (const world of hosts) {
      const got = await world.ask({ method: 'GET', target, headers });
      expect({ name: world.name, ...(await world.ask({ method: 'HEAD', target, headers })) }).toEqual({ name: world.name, ...got, body: '' });
    }
  });
});
