import { beforeEach, describe, expect, test } from 'vitest';
import { createApi, type Api } from '#functions/middleware/chain.ts';
import { operations } from '#functions/operations/table.ts';
import type { ApiSettings } from '#functions/ports.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { send, type TestAnswer, type TestRequest } from '#tests/support/api/requests.ts';
import { storedDefinition } from '#tests/support/api/stored-definition.ts';
import { createTestPorts, issueToken, type TestPorts } from '#tests/support/api/test-api.ts';

const YAML = `document:
  dsl: 1.0.0
  namespace: examples
  name: greeting
  version: 1.0.0
  summary: Says hello
evaluate:
  language: jsonata
input:
  schema:
    document:
      type: object
      properties:
        name: { type: string, x-tier: 2 }
        pan: { type: string, x-tier: 1 }
      additionalProperties: false
do:
  - greet:
      set:
        greeting: \${ "Hello " & $input.name }
`;

const DOCUMENT: JsonObject = {
  document: { dsl: '1.0.0', namespace: 'examples', name: 'inline', version: '1.0.0' },
  evaluate: { language: 'jsonata' },
  do: [{ greet: { set: { greeting: 'Hello' } } }],
};

const ON_PREM: CatalogueEntry = {
  name: 'score',
  version: '1.0.0',
  zone: 'on-prem',
  input: { type: 'object' },
  output: { type: 'object', properties: { ok: { type: 'boolean' } }, additionalProperties: false },
  errors: [],
  declassify: [{ path: '/ok', to: 2, purpose: 'decision', method: 'boolean' }],
};

const CALLING: JsonObject = { ...DOCUMENT, do: [{ score: { call: 'score:1.0.0', with: {} } }] };

let test_: TestPorts;
let api: Api;
let token = '';

async function setUp(settings: Partial<ApiSettings> = {}): Promise<void> {
  test_ = await createTestPorts({ catalogue: [ON_PREM], ...settings });
  api = createApi(operations, test_.ports);
  token = await issueToken();
}

beforeEach(() => setUp());

function ask(request: TestRequest): Promise<TestAnswer> {
  return send(api, { token, ...request });
}

function register(text: string, type = 'application/yaml'): Promise<TestAnswer> {
  return ask({ method: 'POST', target: '/api/definitions', text, headers: { 'content-type': type } });
}

function runInline(body: JsonValue, headers: { readonly [name: string]: string } = {}): Promise<TestAnswer> {
  return ask({ method: 'POST', target: '/api/workflows/run', json: body, headers });
}

describe('POST /api/definitions', () => {
  test('registers a document once', async () => {
    const first = await register(YAML);
    expect(first).toMatchObject({
      status: 201,
      headers: { location: '/api/workflows/definition/examples.greeting@1.0.0' },
      value: { id: 'examples.greeting', versionId: 'examples.greeting@1.0.0', description: 'Says hello', stepCount: '1', outcome: 'stored', zone: 'private-cloud', registeredBy: 'partner-1', diagnostics: [], placement: { input: [{ schemaPointer: '/properties/pan' }] } },
    });
    expect(await register(YAML)).toMatchObject({ status: 200, value: { outcome: 'unchanged', revision: first.value['revision'] } });
  });

  test('refuses other content under the same version', async () => {
    await register(YAML);
    expect(await register(YAML.replace('Hello ', 'Goodbye '))).toMatchObject({ status: 409, value: { code: 'UWF-4090' } });
  });

  test.each(['application/yaml', 'text/yaml', 'application/x-yaml; charset=utf-8'])('takes %s', async (type) => {
    expect((await register(YAML, type)).status).toBe(201);
  });

  test.each<[string, JsonValue]>([
    ['itself', DOCUMENT],
    ['JSON in a wrapping', { document: DOCUMENT }],
    ['text in a wrapping', { document: YAML.replace('greeting\n', 'inline\n') }],
  ])('takes the document as %s', async (_name, json) => {
    expect(await ask({ method: 'POST', target: '/api/definitions', json })).toMatchObject({ status: 201, value: { name: 'inline' } });
  });

  test('lists every diagnostic of a document that does not compile, with code, pointer, way out and position', async () => {
    const answer = await register(YAML.replace('do:', 'unknown: 1\ndo:').replace('version: 1.0.0', 'version: one'));
    expect(answer).toMatchObject({ status: 422, value: { code: 'UWF-4222', reason: 'invalid' } });
    const diagnostics = answer.value['diagnostics'] as readonly JsonObject[];
    expect(diagnostics.length).toBeGreaterThanOrEqual(2);
    for (const diagnostic of diagnostics) expect(diagnostic).toMatchObject({ code: expect.stringMatching(/^UWF-1\d{3}$/u), pointer: expect.any(String), wayOut: expect.any(String), related: expect.any(Array) });
    expect(answer.value['errors']).toHaveLength(diagnostics.filter((diagnostic) => diagnostic['severity'] === 'error').length);
  });

  test('tells a refused data flow apart', async () => {
    const leaking = YAML.replace(/ {2}- greet:[^]*/u, '  - tell: { call: http, with: { method: post, endpoint: "https://example.com/", body: { pan: "${ $input.pan }" } } }\n');
    expect(await register(leaking)).toMatchObject({ status: 422, value: { code: 'UWF-4222', reason: 'refused', diagnostics: expect.arrayContaining([expect.objectContaining({ code: expect.stringMatching(/^UWF-3/u) })]) } });
  });

  test.each([
    ['', 400],
    ['{', 422],
    ['a: [', 422],
    ['- 1', 422],
    ['"text"', 422],
    ['a: &a [*a]', 422],
    [`a: ${'['.repeat(100_000)}`, 422],
    [`${'- '.repeat(50_000)}x`, 422],
    ['%YAML 9.9\n---\na: 1', 422],
    ['a: !!js/function x', 422],
  ])('answers %.20s with %i', async (text, status) => {
    const answer = await register(text);
    expect(answer.status).toBe(status);
    expect(answer.value['code']).toMatch(/^UWF-4/u);
  });

  test.each<[string, JsonValue]>([
    ['nothing', {}],
    ['a wrapping of nothing', { document: {} }],
    ['a header alone', { document: DOCUMENT['document'] ?? {} }],
    ['a wrapping of an empty text', { document: '' }],
    ['a wrapping of a number', { document: 5 }],
  ])('answers %s as a document that is not valid', async (_name, json) => {
    expect(await ask({ method: 'POST', target: '/api/definitions', json })).toMatchObject({ status: 422, value: { code: 'UWF-4222', reason: 'invalid' } });
  });

  test('refuses other media types, arrays and text that is not UTF-8', async () => {
    expect(await register(YAML, 'text/plain')).toMatchObject({ status: 415, value: { code: 'UWF-4150' } });
    expect(await register('[]', 'application/json')).toMatchObject({ status: 400, value: { code: 'UWF-4000' } });
    expect(await register(`${'['.repeat(100_000)}`, 'application/json')).toMatchObject({ status: 400, value: { code: 'UWF-4001' } });
  });
});

describe('GET /api/workflows/definition/{id}', () => {
  test('gives what a client needs to validate and seal', async () => {
    await register(YAML);
    expect(await ask({ target: '/api/workflows/definition/greeting' })).toMatchObject({
      status: 200,
      value: {
        id: 'examples.greeting',
        zone: 'private-cloud',
        target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' },
        source: { document: { name: 'greeting' } },
        inputSchema: { properties: { pan: { 'x-tier': 1 } } },
        placement: { zone: 'private-cloud', input: [{ schemaPointer: '/properties/pan', origin: '/input/schema/document/properties/pan', dataPath: ['pan'], tier: 1 }] },
        sealing: { tid: 'bank', def: 'examples/greeting', sub: 'partner-1', keysUrl: '/api/keys' },
      },
    });
  });

  test('gives the evidence to those who ask for it, and nothing else', async () => {
    await register(YAML);
    const target = '/api/workflows/definition/greeting';
    expect((await ask({ target })).value).not.toHaveProperty('evidence');
    expect(await ask({ target: `${target}?include=evidence` })).toMatchObject({ status: 200, value: { evidence: { flows: [], declassifications: [], observations: [] } } });
    expect(await ask({ target: `${target}?include=program` })).toMatchObject({ status: 400 });
  });

  test('answers 404 for what is not registered', async () => {
    expect(await ask({ target: '/api/workflows/definition/nothing' })).toMatchObject({ status: 404, value: { code: 'UWF-4042' } });
  });
});

describe('GET /api/workflows/list', () => {
  test('is an array as in the earlier system, one row per workflow with its newest version', async () => {
    for (const version of ['1.0.0', '1.10.0', '1.9.0']) await test_.ports.definitionStore.put({ stored: storedDefinition({ version }) });
    await test_.ports.definitionStore.put({ stored: storedDefinition({ name: 'scoring' }) });
    const answer = await ask({ target: '/api/workflows/list' });
    expect(answer.value).toMatchObject([
      { id: 'payments.antifraud', version: '1.10.0', description: 'Checks a card transaction', stepCount: '1', versions: ['1.10.0', '1.9.0', '1.0.0'] },
      { id: 'payments.scoring', versions: ['1.0.0'] },
    ]);
  });

  test('is empty before anything is registered, also after inline runs', async () => {
    await runInline({ definition: DOCUMENT });
    expect((await ask({ target: '/api/workflows/list' })).value).toEqual([]);
  });
});

describe('POST /api/workflows/run', () => {
  test('runs a definition of the request', async () => {
    const answer = await runInline({ definition: DOCUMENT, input: {} });
    expect(answer).toMatchObject({ status: 202, value: { workflowId: 'examples.inline' } });
    expect(await ask({ target: `/api/workflows/data/${String(answer.value['runId'])}` })).toMatchObject({ value: { status: 'COMPLETED', output: { greeting: 'Hello' } } });
  });

  test('takes the definition as text', async () => {
    expect((await runInline({ definition: YAML, input: { name: 'you' } })).status).toBe(202);
  });

  test('takes an Idempotency-Key', async () => {
    const first = await runInline({ definition: DOCUMENT }, { 'idempotency-key': 'k' });
    expect(await runInline({ definition: DOCUMENT }, { 'idempotency-key': 'k' })).toMatchObject({ status: 200, value: { runId: first.value['runId'] } });
    expect(await runInline({ definition: { ...DOCUMENT, do: [{ greet: { set: { greeting: 'Bye' } } }] } }, { 'idempotency-key': 'k' })).toMatchObject({ status: 422, value: { code: 'UWF-4223' } });
  });

  test('refuses plain Tier 1 in the input', async () => {
    expect(await runInline({ definition: YAML, input: { pan: '4111' } })).toMatchObject({ status: 422, value: { code: 'UWF-4221' } });
  });

  test('refuses a definition that does not compile', async () => {
    expect(await runInline({ definition: { ...DOCUMENT, do: 5 } })).toMatchObject({ status: 422, value: { code: 'UWF-4222' } });
    expect(await runInline({ definition: 'a: [' })).toMatchObject({ status: 422, value: { code: 'UWF-4222' } });
  });

  test.each<[JsonValue, string]>([
    [{}, 'must have required property'],
    [{ definition: 5 }, 'must be string or object'],
    [{ definition: DOCUMENT, other: 1 }, 'does not declare'],
  ])('refuses the body %j', async (body, message) => {
    const answer = await runInline(body);
    expect(answer).toMatchObject({ status: 400, value: { code: 'UWF-4000' } });
    expect(answer.body).toContain(message);
  });

  test('refuses on-prem tasks and declassifications, by pointer, and stores and tells nothing', async () => {
    const answer = await runInline({ definition: CALLING });
    expect(answer).toMatchObject({ status: 422, value: { code: 'UWF-4224', errors: [{ pointer: '/definition/do/0/score', message: 'runs on-prem' }, { pointer: '/definition/do/0/score', message: 'declassifies' }] } });
    expect(await test_.ports.taskQueue.depth({ topic: test_.ports.topics.control })).toMatchObject({ waiting: 0 });
  });

  test('takes them in development mode', async () => {
    await setUp({ developmentMode: true });
    expect((await runInline({ definition: CALLING })).status).toBe(202);
  });
});

describe('what is public', () => {
  test('GET /api/keys gives the public parts of the keys only', async () => {
    const answer = await send(api, { target: '/api/keys' });
    const { d, ...open } = test_.sealingKey;
    expect(answer).toMatchObject({ status: 200, value: { keys: [open] } });
    expect(answer.body).not.toContain(d);
  });

  test('GET /health says that the store answers, asking it once a second', async () => {
    let asked = 0;
    let now = 0;
    const { runtime } = test_.ports;
    const counting = await createTestPorts({}, { clock: { now: () => now }, runtime: { ...runtime, list: (request) => ((asked += 1), runtime.list(request)) } });
    const healthApi = createApi(operations, counting.ports);
    expect(await send(healthApi, { target: '/health' })).toMatchObject({ status: 200, value: { status: 'healthy', service: 'workflow-api', zone: 'private-cloud', target: 'private-cloud' } });
    await send(healthApi, { target: '/health' });
    expect(asked).toBe(1);
    now = 1_000;
    await send(healthApi, { target: '/health' });
    expect(asked).toBe(2);
  });

  test('GET /openapi.json describes every operation', async () => {
    const { value } = await send(api, { target: '/openapi.json' });
    const ids = Object.values(value['paths'] as JsonObject).flatMap((item) => Object.values(item as JsonObject).map((operation) => (operation as JsonObject)['operationId']));
    expect(ids.toSorted()).toEqual(operations.map((operation) => operation.id).toSorted());
  });
});
