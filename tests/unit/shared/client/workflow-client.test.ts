import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createUnsealer, generateSealingKey, toPublicKeySet, type PrivateSealingKey } from '#shared/adapters/jose/index.ts';
import { createWorkflowClient, WorkflowInputError, WorkflowRunError, WorkflowServiceError, WorkflowWaitTimeoutError, type ClientNotice, type InputTokeniser, type TokeniseRequest, type WorkflowClientOptions } from '#shared/client/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { isSealed } from '#shared/core/tier/sealed.ts';

const RUN_ID = '5f9b1c2e-7d3a-4c68-9a51-2f0e8b6d4c11';
const BASE_URL = 'https://service.example/uwf/';

const SUMMARY: JsonObject = { runId: RUN_ID, workflowId: 'examples.antifraud', versionId: 'examples.antifraud@1.0.0', status: 'RUNNING', startTime: '2026-01-01T00:00:00Z', endTime: null };

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: { type: 'string', 'x-tier': 3 },
    name: { type: ['string', 'null'], maxLength: 20_000, 'x-tier': 1 },
    code: { type: 'string', 'x-transient': true },
    phones: { type: 'array', items: { type: 'string', 'x-tier': 1 } },
  },
};

const DEFINITION: JsonObject = {
  id: 'examples.antifraud',
  versionId: 'examples.antifraud@1.0.0',
  revision: 'r1',
  source: {},
  inputSchema: INPUT_SCHEMA,
  placement: {
    zone: 'private-cloud',
    tasks: {},
    input: [
      { schemaPointer: '/properties/name', origin: '/input/schema/document/properties/name', dataPath: ['name'], tier: 1 },
      { schemaPointer: '/properties/phones/items', origin: '/input/schema/document/properties/phones/items', dataPath: ['phones', '*'], tier: 1 },
    ],
  },
  sealing: { tid: 'bank', def: 'examples/antifraud', sub: 'partner-1', keysUrl: '/api/keys' },
};

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

type Answer = { readonly status?: number; readonly value: JsonValue; readonly headers?: Record<string, string> } | 'broken';

/** A service that answers each path from a list; the last answer of a path is repeated. */
function createService(answers: Record<string, readonly Answer[]>) {
  const sent: Sent[] = [];
  const used = new Map<string, number>();
  const answer: typeof fetch = async (url, init) => {
    const { pathname, search } = new URL(String(url));
    const path = `${init?.method ?? 'GET'} ${pathname.replace('/uwf', '')}`;
    sent.push({ method: init?.method ?? 'GET', path: pathname.replace('/uwf', '') + search, headers: new Headers(init?.headers), body: String(init?.body ?? '') });
    init?.signal?.throwIfAborted();
    const list = answers[path] ?? [];
    const index = used.get(path) ?? 0;
    used.set(path, index + 1);
    const chosen = list[Math.min(index, list.length - 1)];
    if (chosen === undefined) return new Response('{}', { status: 404 });
    if (chosen === 'broken') throw new TypeError('fetch failed');
    return new Response(JSON.stringify(chosen.value), { status: chosen.status ?? 200, ...(chosen.headers === undefined ? {} : { headers: chosen.headers }) });
  };
  return { answer, sent, paths: () => sent.map(({ method, path }) => `${method} ${path}`) };
}

let key: PrivateSealingKey;
let keys: JsonObject;
let notices: ClientNotice[];

beforeAll(async () => {
  key = await generateSealingKey();
  keys = { keys: toPublicKeySet([key]).keys.map((one) => ({ ...one })) };
});

beforeEach(() => {
  notices = [];
});

const started: Answer = { status: 202, value: { runId: RUN_ID } };

function problem(status: number, code: string): Answer {
  return { status, value: { type: 'x', title: 'A title', status, detail: 'a detail', code, requestId: 'req-1', errors: [] } };
}

function serviceWith(more: Record<string, readonly Answer[]> = {}) {
  return createService({
    'GET /api/workflows/definition/antifraud': [{ value: DEFINITION }],
    'GET /api/keys': [{ value: keys }],
    'POST /api/workflows/run/antifraud': [started],
    ...more,
  });
}

function clientOf(service: ReturnType<typeof createService>, more: Partial<WorkflowClientOptions> = {}) {
  return createWorkflowClient({ baseUrl: BASE_URL, token: 'token-1', fetch: service.answer, onNotice: (notice) => notices.push(notice), ...more });
}

function inputSent(sent: Sent | undefined): JsonObject {
  const body: unknown = JSON.parse(sent?.body ?? '{}');
  const input = isJsonObject(body) ? body['input'] : undefined;
  return isJsonObject(input) ? input : {};
}

describe('prepare()', () => {
  test('gives the input as it would be sent, and sends none', async () => {
    const service = serviceWith();
    const input = await clientOf(service).workflows.prepare('antifraud', { id: 'txn-1', name: 'Kim', code: '737' });
    expect(isJsonObject(input) && [input['id'], isSealed(input['name']), input['code']]).toEqual(['txn-1', true, undefined]);
    expect(service.paths().every((path) => path.startsWith('GET '))).toBe(true);
  });

  test('refuses what start() would refuse', async () => {
    await expect(clientOf(serviceWith()).workflows.prepare('antifraud', { name: 'Kim' })).rejects.toMatchObject({ name: 'WorkflowInputError' });
  });
});

describe('tokens of the vault', () => {
  const TOKEN = 'uwf-token:1:AAECAwQFBgcICQoLDA0ODw';

  test('are sent as they are in place of a value that would be sealed, whatever the schema says of it', async () => {
    const service = serviceWith();
    await clientOf(service).workflows.start('antifraud', { id: 'txn-1', name: TOKEN, phones: ['1', TOKEN] });
    const { name, phones } = inputSent(service.sent.at(-1));
    expect([name, Array.isArray(phones) && [isSealed(phones[0]), phones[1]]]).toEqual([TOKEN, [true, TOKEN]]);
  });

  test('are not tokenised again', async () => {
    const asked: TokeniseRequest[] = [];
    const tokeniser: InputTokeniser = { tokenise: async (request) => (asked.push(request), request.fields.map(() => 'token')) };
    await clientOf(serviceWith(), { tokeniser }).workflows.start('antifraud', { id: 'txn-1', name: TOKEN, phones: ['1'] });
    expect(asked.map(({ fields }) => fields.map(({ pointer }) => pointer))).toEqual([['/phones/0']]);
  });

  test('keep nothing else from being checked', async () => {
    await expect(clientOf(serviceWith()).workflows.start('antifraud', { id: 5, name: TOKEN })).rejects.toMatchObject({ findings: [{ pointer: '/id' }] });
  });
});

describe('a client with a tokeniser', () => {
  test('sends tokens in place of sealed values, and asks for no key', async () => {
    const service = serviceWith();
    const asked: TokeniseRequest[] = [];
    const tokeniser: InputTokeniser = { tokenise: async (request) => (asked.push(request), request.fields.map((_field, index) => `token-${index}`)) };
    await clientOf(service, { tokeniser }).workflows.start('antifraud', { id: 'txn-1', name: 'Kim', phones: ['1', '2'] });
    expect(inputSent(service.sent.at(-1))).toEqual({ id: 'txn-1', name: 'token-0', phones: ['token-1', 'token-2'] });
    expect(asked).toMatchObject([{ tenant: 'bank', definition: 'examples/antifraud', principal: 'partner-1', input: { id: 'txn-1' }, fields: [{ pointer: '/name', origin: '/input/schema/document/properties/name', value: 'Kim' }, { pointer: '/phones/0' }, { pointer: '/phones/1' }] }]);
    expect(service.paths()).not.toContain('GET /api/keys');
  });

  test('names the start that the tokens are for, and no start where there is none', async () => {
    const asked: TokeniseRequest[] = [];
    const tokeniser: InputTokeniser = { tokenise: async (request) => (asked.push(request), request.fields.map(() => 'token')) };
    const client = clientOf(serviceWith(), { tokeniser });
    await client.workflows.start('antifraud', { id: 'txn-1', name: 'Kim' }, { idempotencyKey: 'line-7' });
    await client.workflows.prepare('antifraud', { id: 'txn-1', name: 'Kim' });
    expect(asked.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['line-7', undefined]);
  });

  test('stops when it does not get a token for every field', async () => {
    const tokeniser: InputTokeniser = { tokenise: () => Promise.resolve([]) };
    await expect(clientOf(serviceWith(), { tokeniser }).workflows.start('antifraud', { id: 'txn-1', name: 'Kim' })).rejects.toMatchObject({ name: 'InvariantError' });
  });
});

describe('start()', () => {
  test('seals what is Tier 1, sends the rest as it is, and shows nothing of it', async () => {
    const service = serviceWith();
    const run = await clientOf(service).workflows.start('antifraud', { id: 'txn-1', name: 'Айгүл "Ая"\nСәрсен', phones: ['+77010000001', '+77010000002'] });
    expect(run.runId).toBe(RUN_ID);
    const start = service.sent.at(-1);
    const input = inputSent(start);
    expect(input['id']).toBe('txn-1');
    expect(start?.body).not.toMatch(/Айгүл|7701/u);
    const unsealer = await createUnsealer({ keys: [key] });
    expect(await unsealer.unseal({ sealed: String(input['name']) })).toMatchObject({
      value: 'Айгүл "Ая"\nСәрсен',
      header: { tid: 'bank', def: 'examples/antifraud', ptr: '/input/schema/document/properties/name', sub: 'partner-1' },
    });
    expect(Array.isArray(input['phones']) && input['phones'].every(isSealed)).toBe(true);
  });

  test('says how urgent the run may be where it is asked to', async () => {
    const service = serviceWith();
    await clientOf(service).workflows.start('antifraud', { id: 'txn-1' }, { priority: 'low' });
    expect(JSON.parse(service.sent.at(-1)?.body ?? '')).toEqual({ input: { id: 'txn-1' }, priority: 'low' });
  });

  test('keeps null clear and absent fields absent', async () => {
    const service = serviceWith();
    await clientOf(service).workflows.start('antifraud', { id: 'txn-1', name: null });
    expect(inputSent(service.sent.at(-1))).toEqual({ id: 'txn-1', name: null });
  });

  test('leaves transient fields out, with a notice that names the place only', async () => {
    const service = serviceWith();
    await clientOf(service).workflows.start('antifraud', { id: 'txn-1', code: '737' });
    expect(inputSent(service.sent.at(-1))).toEqual({ id: 'txn-1' });
    expect(notices).toMatchObject([{ kind: 'transient-dropped', pointer: '/code' }]);
    expect(JSON.stringify(notices)).not.toContain('737');
  });

  test('seals a value again that looks sealed already', async () => {
    const service = serviceWith();
    await clientOf(service).workflows.start('antifraud', { id: 'txn-1', name: 'uwf-sealed:1:not really' });
    const unsealer = await createUnsealer({ keys: [key] });
    expect((await unsealer.unseal({ sealed: String(inputSent(service.sent.at(-1))['name']) })).value).toBe('uwf-sealed:1:not really');
  });

  test('refuses an input that does not fit, before anything of it is sent', async () => {
    const service = serviceWith();
    const error = await clientOf(service).workflows.start('antifraud', { name: 7, secret_key_name: 'Айгүл' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WorkflowInputError);
    expect(error).toMatchObject({ code: 'UWF-4220', findings: expect.arrayContaining([{ pointer: '/name', message: expect.any(String) }]) });
    expect(`${String(error)}${JSON.stringify(error)}`).not.toMatch(/secret_key_name|Айгүл/u);
    expect(service.paths()).not.toContain('POST /api/workflows/run/antifraud');
  });

  test('refuses a value that is too large to be sealed, by its pointer', async () => {
    const error = await clientOf(serviceWith()).workflows.start('antifraud', { id: 'x', name: 'y'.repeat(17_000) }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WorkflowInputError);
    expect(error).toMatchObject({ findings: [{ pointer: '/name' }] });
  });

  test('sends the token, an idempotency key of its own, and the one it is given', async () => {
    const service = serviceWith();
    const client = clientOf(service);
    await client.workflows.start('antifraud', { id: '1' });
    await client.workflows.start('antifraud', { id: '1' });
    await client.workflows.start('antifraud', { id: '1' }, { idempotencyKey: 'mine' });
    const used = service.sent.filter(({ method }) => method === 'POST').map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(used).size).toBe(3);
    expect(used[2]).toBe('mine');
    expect(service.sent.at(-1)?.headers.get('authorization')).toBe('Bearer token-1');
  });

  test('asks once for definition and keys, and not with the token for the keys', async () => {
    const service = serviceWith();
    const client = clientOf(service);
    await client.workflows.start('antifraud', { id: '1', name: 'Anna' });
    await client.workflows.start('antifraud', { id: '2', name: 'Anna' });
    expect(service.paths().filter((path) => path.startsWith('GET'))).toEqual(['GET /api/workflows/definition/antifraud', 'GET /api/keys']);
    expect(service.sent[1]?.headers.has('authorization')).toBe(false);
  });

  test('seals to the keys that it was given, and never asks the service for others', async () => {
    const pinned = await generateSealingKey();
    const service = serviceWith();
    await clientOf(service, { sealingKeys: { keys: toPublicKeySet([pinned]).keys.map((one) => ({ ...one })) } }).workflows.start('antifraud', { id: '1', name: 'Anna' });
    expect(service.paths()).not.toContain('GET /api/keys');
    const unsealer = await createUnsealer({ keys: [pinned] });
    expect((await unsealer.unseal({ sealed: String(inputSent(service.sent.at(-1))['name']) })).value).toBe('Anna');
  });

  test.each(['https://attacker.example/keys', '//attacker.example/keys'])('fetches keys from the service, never from %s', async (keysUrl) => {
    const service = serviceWith({ 'GET /api/workflows/definition/antifraud': [{ value: { ...DEFINITION, sealing: { tid: 'bank', def: 'examples/antifraud', sub: 'p', keysUrl } } }] });
    await clientOf(service).workflows.start('antifraud', { id: '1', name: 'Anna' });
    expect(service.paths()).toContain('GET /api/keys');
  });

  test('needs no key where there is nothing to seal, and says when it needs one and there is none', async () => {
    const service = serviceWith({ 'GET /api/keys': [{ value: { keys: [] } }] });
    expect((await clientOf(service).workflows.start('antifraud', { id: '1' })).runId).toBe(RUN_ID);
    expect(service.paths()).not.toContain('GET /api/keys');
    await expect(clientOf(service).workflows.start('antifraud', { id: '1', name: 'Anna' })).rejects.toMatchObject({ name: 'WorkflowServiceError', code: 'unexpected' });
  });

  test('fetches the definition again when the service refuses an input made for an older one', async () => {
    const older = { ...DEFINITION, placement: { zone: 'private-cloud', tasks: {}, input: [] } };
    const service = serviceWith({
      'GET /api/workflows/definition/antifraud': [{ value: older }, { value: DEFINITION }],
      'POST /api/workflows/run/antifraud': [started, problem(422, 'UWF-4221'), started],
    });
    const client = clientOf(service);
    await client.workflows.start('antifraud', { id: '1' });
    await client.workflows.start('antifraud', { id: '2', name: 'Anna' });
    expect(isSealed(inputSent(service.sent.at(-1))['name'])).toBe(true);
    const starts = service.sent.filter(({ method }) => method === 'POST').map(({ headers }) => headers.get('idempotency-key'));
    expect(starts[1]).toBe(starts[2]);
  });
});

describe('failures', () => {
  test('are errors with the code, status, request id and problem of the service', async () => {
    const service = serviceWith({ 'POST /api/workflows/run/antifraud': [problem(422, 'UWF-4223')] });
    const error = await clientOf(service).workflows.start('antifraud', { id: '1' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WorkflowServiceError);
    expect(error).toMatchObject({ code: 'UWF-4223', status: 422, requestId: 'req-1', problem: { detail: 'a detail' }, message: 'A title: a detail' });
    expect(service.paths().filter((path) => path.startsWith('POST'))).toHaveLength(1);
  });

  test.each<[string, Answer]>([
    ['a service that is busy', problem(503, 'UWF-5001')],
    ['a proxy in between', { status: 502, value: 'Bad Gateway' }],
    ['too many requests', { status: 429, value: {}, headers: { 'retry-after': '0' } }],
    ['a broken connection', 'broken'],
  ])('%s is asked again with the same key', async (_what, answer) => {
    const service = serviceWith({ 'POST /api/workflows/run/antifraud': [answer, answer, started] });
    expect((await clientOf(service).workflows.start('antifraud', { id: '1' })).runId).toBe(RUN_ID);
    const keysUsed = service.sent.filter(({ method }) => method === 'POST').map(({ headers }) => headers.get('idempotency-key'));
    expect(keysUsed).toHaveLength(3);
    expect(new Set(keysUsed).size).toBe(1);
  });

  test('end after some attempts', async () => {
    const service = serviceWith({ 'GET /api/workflows/list': ['broken'] });
    await expect(clientOf(service).workflows.list()).rejects.toMatchObject({ code: 'unreachable', status: 0 });
    expect(service.sent).toHaveLength(5);
  });

  test('of a token are mended once by asking for another one', async () => {
    let count = 0;
    const token = async () => `token-${(count += 1)}`;
    const service = serviceWith({ 'GET /api/workflows/list': [problem(401, 'UWF-4010'), { value: [] }] });
    expect(await clientOf(service, { token }).workflows.list()).toEqual([]);
    expect(service.sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer token-1', 'Bearer token-2']);
    const closed = serviceWith({ 'GET /api/workflows/list': [problem(401, 'UWF-4010')] });
    await expect(clientOf(closed, { token }).workflows.list()).rejects.toMatchObject({ status: 401 });
    expect(closed.sent).toHaveLength(2);
    const fixed = serviceWith({ 'GET /api/workflows/list': [problem(401, 'UWF-4010')] });
    await expect(clientOf(fixed).workflows.list()).rejects.toMatchObject({ code: 'UWF-4010' });
    expect(fixed.sent).toHaveLength(1);
  });

  test.each<JsonValue>([null, [], {}, { runId: 7 }])('an answer that is not the service’s is told as such: %j', async (value) => {
    const service = serviceWith({ 'POST /api/workflows/run/antifraud': [{ value }] });
    await expect(clientOf(service).workflows.start('antifraud', { id: '1' })).rejects.toMatchObject({ code: 'unexpected' });
  });

  test('an abort ends a start with the reason of the signal', async () => {
    const reason = new TypeError('stop');
    await expect(clientOf(serviceWith()).workflows.start('antifraud', { id: '1' }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('a run', () => {
  const STATUS = `GET /api/workflows/status/${RUN_ID}`;
  const step = { name: 'aml', pointer: '/do/1/aml', state: 'aml', zone: 'on-prem', status: 'RUNNING', startTime: 'x', endTime: null, attempts: 1 };
  const running: Answer = { value: { ...SUMMARY, steps: [step] } };
  const ended = (status: string, more: JsonObject = {}): Answer => ({ value: { ...SUMMARY, status, endTime: '2026-01-01T00:00:01Z', steps: [], ...more } });

  test('result() waits for the end and gives the output', async () => {
    const service = createService({ [STATUS]: [running, running, ended('COMPLETED')], [`GET /api/workflows/data/${RUN_ID}`]: [{ value: { output: { decision: 'pass' } } }] });
    expect(await clientOf(service).workflows.get(RUN_ID).result({ pollMs: 1 })).toEqual({ decision: 'pass' });
  });

  test('result() of a run that failed is an error with its name and reason', async () => {
    const service = createService({ [STATUS]: [ended('FAILED', { error: { name: 'urn:uwf:error:ML_UNAVAILABLE#503', cause: { status: 503 } } })] });
    const error = await clientOf(service).workflows.get(RUN_ID).result().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WorkflowRunError);
    expect(error).toMatchObject({ runId: RUN_ID, status: 'FAILED', error: 'urn:uwf:error:ML_UNAVAILABLE#503', reason: { status: 503 } });
  });

  test('result() gives up waiting in time, or when it is told to', async () => {
    const service = createService({ [STATUS]: [running] });
    const run = clientOf(service).workflows.get(RUN_ID);
    await expect(run.result({ timeoutMs: 30, pollMs: 5 })).rejects.toBeInstanceOf(WorkflowWaitTimeoutError);
    await expect(run.result({ signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('watch() tells each change once', async () => {
    const service = createService({ [STATUS]: [running, running, running, ended('CANCELLED')] });
    const seen: string[] = [];
    for await (const status of clientOf(service).workflows.get(RUN_ID).watch({ pollMs: 1 })) seen.push(status.status);
    expect(seen).toEqual(['RUNNING', 'CANCELLED']);
  });

  test('status() has the steps with their zones', async () => {
    const service = createService({ [STATUS]: [running] });
    expect(await clientOf(service).workflows.get(RUN_ID).status()).toMatchObject({ status: 'RUNNING', steps: [{ name: 'aml', zone: 'on-prem', attempts: 1 }] });
  });

  test('status() tells why a run failed, with the task', async () => {
    const told = { type: 'urn:x', status: 503, title: 'Late', instance: '/do/1/ask' };
    const statusOf = async (given: JsonObject): Promise<unknown> => (await clientOf(createService({ [STATUS]: [ended('FAILED', { problem: given })] })).workflows.get(RUN_ID).status()).problem;
    expect(await statusOf({ ...told, detail: null })).toEqual(told);
    expect(await statusOf({ title: 'no type' })).toBeUndefined();
  });

  test('redrive() says whether it goes on anew, and why it cannot', async () => {
    const path = `POST /api/workflows/redrive/${RUN_ID}`;
    expect(await clientOf(createService({ [path]: [{ status: 202, value: { redriven: true } }] })).workflows.get(RUN_ID).redrive()).toBe(true);
    expect(await clientOf(createService({ [path]: [{ value: { redriven: false } }] })).workflows.get(RUN_ID).redrive()).toBe(false);
    await expect(clientOf(createService({ [path]: [problem(409, 'UWF-4092')] })).workflows.get(RUN_ID).redrive()).rejects.toMatchObject({ code: 'UWF-4092' });
  });

  test('cancel() says whether there was something to cancel', async () => {
    const path = `POST /api/workflows/cancel/${RUN_ID}`;
    expect(await clientOf(createService({ [path]: [{ value: { canceled: true } }] })).workflows.get(RUN_ID).cancel()).toBe(true);
    expect(await clientOf(createService({ [path]: [problem(409, 'UWF-4091')] })).workflows.get(RUN_ID).cancel()).toBe(false);
    await expect(clientOf(createService({ [path]: [problem(404, 'UWF-4041')] })).workflows.get(RUN_ID).cancel()).rejects.toMatchObject({ code: 'UWF-4041' });
  });

  test('runs() passes the filter on and gives pages', async () => {
    const service = createService({ 'GET /api/workflows/runs': [{ value: { runs: [SUMMARY], count: 1, cursor: 'next' } }] });
    expect(await clientOf(service).workflows.runs({ status: 'RUNNING', limit: 1, cursor: 'a b' })).toMatchObject({ runs: [{ runId: RUN_ID }], cursor: 'next' });
    expect(service.sent[0]?.path).toBe('/api/workflows/runs?status=RUNNING&limit=1&cursor=a+b');
  });
});

test('register() sends the text as it is and forgets the definitions that it knew', async () => {
  const service = serviceWith({ 'POST /api/definitions': [{ status: 201, value: { id: 'examples.antifraud' } }] });
  const client = clientOf(service);
  await client.workflows.start('antifraud', { id: '1' });
  expect(await client.definitions.register('document: {}', 'application/yaml')).toEqual({ id: 'examples.antifraud' });
  expect(service.sent.at(-1)).toMatchObject({ body: 'document: {}' });
  expect(service.sent.at(-1)?.headers.get('content-type')).toBe('application/yaml');
  await client.workflows.start('antifraud', { id: '1' });
  expect(service.paths().filter((path) => path === 'GET /api/workflows/definition/antifraud')).toHaveLength(2);
});
