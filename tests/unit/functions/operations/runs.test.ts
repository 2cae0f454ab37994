import { beforeEach, describe, expect, test } from 'vitest';
import { createApi, type Api } from '#functions/middleware/chain.ts';
import { operations } from '#functions/operations/table.ts';
import { createSealer } from '#shared/adapters/jose/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { completeTask, failTask } from '#shared/application/advance-execution.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { RedriveOutcome } from '#shared/ports/runtime.ts';
import { send, type TestAnswer } from '#tests/support/api/requests.ts';
import { storedDefinition, TASK_MACHINE } from '#tests/support/api/stored-definition.ts';
import { createTestPorts, issueToken, type TestPorts } from '#tests/support/api/test-api.ts';

const ORIGIN = '/input/schema/document/properties/client_pan';

const SCHEMA: JsonObject = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, client_pan: { type: 'string', 'x-tier': 1 }, client_cvv: { type: 'string', 'x-tier': 1, 'x-transient': true } },
  additionalProperties: false,
};

let test_: TestPorts;
let api: Api;
let token = '';
let otherToken = '';
let adminToken = '';

beforeEach(async () => {
  test_ = await createTestPorts();
  api = createApi(operations, test_.ports);
  [token, otherToken, adminToken] = await Promise.all([issueToken(), issueToken({ subject: 'partner-2' }), issueToken({ subject: 'admin', scopes: ['workflows:read', 'workflows:cancel', 'workflows:admin'] })]);
  const store = test_.ports.definitionStore;
  await store.put({ stored: storedDefinition({ inputSchema: SCHEMA, sealed: [{ schemaPointer: '/properties/client_pan', origin: ORIGIN, dataPath: ['client_pan'], tier: 1 }] }) });
  await store.put({ stored: storedDefinition({ name: 'scoring', machine: TASK_MACHINE, tasks: { score: 'on-prem' } }) });
});

function post(target: string, json?: JsonValue, more: { readonly token?: string; readonly key?: string } = {}): Promise<TestAnswer> {
  const headers = more.key === undefined ? {} : { 'idempotency-key': more.key };
  return send(api, { method: 'POST', target, token: more.token ?? token, headers, ...(json === undefined ? {} : { json }) });
}

function get(target: string, by = token): Promise<TestAnswer> {
  return send(api, { target, token: by });
}

async function startRun(id = 'scoring', by = token): Promise<string> {
  const answer = await post(`/api/workflows/run/${id}`, { input: { id: 'a' } }, { token: by });
  expect(answer.status).toBe(202);
  return String(answer.value['runId']);
}

async function seal(subject = 'partner-1'): Promise<string> {
  const sealer = await createSealer({ key: test_.sealingKey, clock: systemClock, ids: randomIdSource });
  return sealer.seal({ value: '4111111111111111', context: { tid: 'bank', def: 'payments/antifraud', ptr: ORIGIN, sub: subject } });
}

async function attemptOf(runId: string): Promise<string> {
  const execution = await test_.ports.executionStore.load({ executionId: runId });
  const waiting = execution?.snapshot.root.waitingFor;
  return waiting?.kind === 'task' ? waiting.attemptId : '';
}

test('a start is turned away with Retry-After while too much waits, and comes through later', async () => {
  let isBusy = true;
  const admission = { admit: () => (isBusy ? Promise.reject(new UwfError('UWF-4290', undefined, { details: { retryAfterSeconds: 7 } })) : Promise.resolve()) };
  api = createApi(operations, { ...test_.ports, admission });
  const refused = await post('/api/workflows/run/scoring', { input: { id: 'a' } }, { key: 'k-1' });
  expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '7' }, value: { code: 'UWF-4290' } });
  isBusy = false;
  expect(await post('/api/workflows/run/scoring', { input: { id: 'a' } }, { key: 'k-1' })).toMatchObject({ status: 202 });
});

describe('POST /api/workflows/run/{id}', () => {
  test('takes how urgent a run may be, and nothing that is no priority', async () => {
    const low = await post('/api/workflows/run/scoring', { input: { id: 'a' }, priority: 'low' });
    const stored = await test_.ports.executionStore.load({ executionId: String(low.value['runId']) });
    expect([low.status, stored?.record.priority]).toEqual([202, 'low']);
    expect((await post('/api/workflows/run/scoring', { input: { id: 'a' }, priority: 'now' })).status).toBe(400);
  });

  test('starts a run and says where to follow it', async () => {
    const answer = await post('/api/workflows/run/antifraud', { input: { id: 'a', client_pan: await seal() } });
    const { runId } = answer.value;
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: `/api/workflows/status/${String(runId)}` },
      value: { message: 'Workflow submitted for execution', workflowId: 'payments.antifraud', versionId: 'payments.antifraud@1.0.0', statusUrl: `/api/workflows/status/${String(runId)}`, dataUrl: `/api/workflows/data/${String(runId)}` },
    });
    expect(await get(`/api/workflows/status/${String(runId)}`)).toMatchObject({ status: 200, value: { status: 'COMPLETED' } });
  });

  test.each(['antifraud', 'payments.antifraud', 'payments.antifraud@1.0.0', 'payments.antifraud%401.0.0', 'antifraud@1.0.0'])('finds the definition as %s', async (id) => {
    expect((await post(`/api/workflows/run/${id}`, { input: { id: 'a' } })).status).toBe(202);
  });

  test.each(['nothing', 'payments.nothing', 'other.antifraud', 'antifraud@2.0.0', 'antifraud@latest', 'a.b.c', '.', '@', '%20', 'a'.repeat(400), '..', '__proto__', "'%3BDROP"])('answers 404 for %.30s', async (id) => {
    expect(await post(`/api/workflows/run/${id}`, {})).toMatchObject({ status: 404, value: { code: 'UWF-4042' } });
  });

  test.each(['input', 'inputData', 'input_data'])('takes the input as %s', async (member) => {
    const answer = await post('/api/workflows/run/antifraud', { [member]: { id: 'a' } });
    expect(answer.status).toBe(202);
    expect((await get(`/api/workflows/data/${String(answer.value['runId'])}`)).value).toMatchObject({ input: { id: 'a' }, output: { id: 'a' } });
  });

  test('takes no body for an empty input', async () => {
    expect((await post('/api/workflows/run/scoring')).status).toBe(202);
    expect(await post('/api/workflows/run/antifraud')).toMatchObject({ status: 422, value: { code: 'UWF-4220', errors: [{ pointer: '/input', message: "must have required property 'id'" }] } });
  });

  test('refuses two inputs, unknown members and bodies that are no object', async () => {
    expect(await post('/api/workflows/run/antifraud', { input: {}, inputData: {} })).toMatchObject({ status: 400, value: { code: 'UWF-4000' } });
    expect(await post('/api/workflows/run/antifraud', { input: {}, speed: 'high' })).toMatchObject({ status: 400, value: { code: 'UWF-4000' } });
    expect(await post('/api/workflows/run/antifraud', [])).toMatchObject({ status: 400, value: { code: 'UWF-4000' } });
  });

  test('refuses input that does not fit, with every finding and no value', async () => {
    const answer = await post('/api/workflows/run/antifraud', { input: { id: 5, Erika: 'Mustermann' } });
    expect(answer).toMatchObject({ status: 422, value: { code: 'UWF-4220', errors: [{ pointer: '/input', code: 'UWF-4220' }, { pointer: '/input/id', message: 'must be string' }] } });
    expect(answer.body).not.toMatch(/Erika|Mustermann/u);
  });

  test.each<[string, (sealed: string) => JsonValue, string]>([
    ['plain Tier 1', () => ({ id: 'a', client_pan: '4111111111111111' }), '/input/client_pan'],
    ['transient data', () => ({ id: 'a', client_cvv: '4111111111111111' }), '/input/client_cvv'],
    ['sealed transient data', (sealed) => ({ id: 'a', client_cvv: sealed }), '/input/client_cvv'],
    ['a sealed value where clear data belongs', (sealed) => ({ id: sealed }), '/input/id'],
  ])('refuses %s by pointer, without the value, in answer and log', async (_name, make, pointer) => {
    const answer = await post('/api/workflows/run/antifraud', { input: make(await seal()) });
    expect(answer).toMatchObject({ status: 422, value: { code: 'UWF-4221' } });
    expect(answer.value['errors']).toContainEqual(expect.objectContaining({ pointer, code: 'UWF-4221' }));
    expect(answer.body).not.toMatch(/4111111111111111|uwf-sealed/u);
    expect(JSON.stringify(test_.log)).not.toMatch(/4111111111111111|uwf-sealed/u);
  });

  test('names the schema pointer of plain Tier 1', async () => {
    const answer = await post('/api/workflows/run/antifraud', { inputData: { id: 'a', client_pan: 'x' } });
    expect(answer.value['errors']).toEqual([{ pointer: '/inputData/client_pan', schemaPointer: '/properties/client_pan', code: 'UWF-4221', message: 'must be sealed: it is Tier 1' }]);
  });

  test('refuses what another caller has sealed', async () => {
    expect(await post('/api/workflows/run/antifraud', { input: { id: 'a', client_pan: await seal('partner-2') } })).toMatchObject({ status: 422, value: { code: 'UWF-4221', errors: [{ message: 'is sealed by another caller' }] } });
  });
});

describe('Idempotency-Key', () => {
  test('starts one run for the same request, also when its values are sealed again', async () => {
    const first = await post('/api/workflows/run/antifraud', { input: { id: 'a', client_pan: await seal() } }, { key: 'k' });
    const second = await post('/api/workflows/run/antifraud', { input: { client_pan: await seal(), id: 'a' } }, { key: 'k' });
    expect(first.status).toBe(202);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(second).toMatchObject({ status: 200, headers: { 'idempotent-replayed': 'true', location: first.headers['location'] }, value: { runId: first.value['runId'] } });
  });

  test('is refused for another request', async () => {
    await post('/api/workflows/run/antifraud', { input: { id: 'a' } }, { key: 'k' });
    for (const [id, input] of [['antifraud', { id: 'b' }], ['scoring', { id: 'a' }], ['antifraud', { id: 'a', client_pan: await seal() }]] as const) {
      expect(await post(`/api/workflows/run/${id}`, { input }, { key: 'k' })).toMatchObject({ status: 422, value: { code: 'UWF-4223' } });
    }
  });

  test('belongs to its caller', async () => {
    const first = await post('/api/workflows/run/antifraud', { input: { id: 'a' } }, { key: 'k' });
    const other = await post('/api/workflows/run/antifraud', { input: { id: 'other' } }, { key: 'k', token: otherToken });
    expect(other.status).toBe(202);
    expect(other.value['runId']).not.toBe(first.value['runId']);
  });

  test('is not used up by a request that is refused', async () => {
    expect((await post('/api/workflows/run/antifraud', { input: {} }, { key: 'k' })).status).toBe(422);
    expect((await post('/api/workflows/run/antifraud', { input: { id: 'a' } }, { key: 'k' })).status).toBe(202);
  });

  test('gives one run to many requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/api/workflows/run/antifraud', { input: { id: 'a' } }, { key: 'k' })));
    expect(new Set(answers.map((answer) => answer.value['runId'])).size).toBe(1);
    expect(answers.filter((answer) => answer.status === 202)).toHaveLength(1);
  });
});

describe('GET /api/workflows/status/{id}', () => {
  test('shows the steps of a running run with their zones', async () => {
    const runId = await startRun();
    expect(await get(`/api/workflows/status/${runId}`)).toMatchObject({
      status: 200,
      value: {
        runId,
        workflowId: 'payments.scoring',
        workflowDefinitionId: 'payments.scoring',
        status: 'RUNNING',
        currentStepIndex: 1,
        currentChildStepIndex: -1,
        currentStep: 'score',
        lastAttemptedStep: 'score',
        endTime: null,
        durationMillis: null,
        errorMessage: null,
        startTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u),
        steps: [
          { name: 'prepare', pointer: '/do/0/prepare', zone: 'private-cloud', status: 'COMPLETED', attempts: 0 },
          { name: 'score', pointer: '/do/1/score', zone: 'on-prem', status: 'RUNNING', attempts: 1, endTime: null },
        ],
      },
    });
  });

  test('of a completed run has no current step', async () => {
    const runId = await startRun();
    await completeTask(test_.ports, { executionId: runId, attemptId: await attemptOf(runId), output: { score: 5 } });
    expect((await get(`/api/workflows/status/${runId}`)).value).toMatchObject({
      status: 'COMPLETED',
      currentStepIndex: -1,
      currentStep: null,
      lastAttemptedStep: null,
      endTime: expect.any(String),
      durationMillis: expect.any(Number),
      steps: [{ name: 'prepare' }, { name: 'score', status: 'COMPLETED' }, { name: 'finish', status: 'COMPLETED' }],
    });
  });

  test('of a failed run tells the error', async () => {
    const runId = await startRun();
    await failTask(test_.ports, { executionId: runId, attemptId: await attemptOf(runId), error: 'urn:uwf:error:AML_DOWN#503', cause: '{"type":"urn:uwf:error:AML_DOWN","status":503}' });
    expect((await get(`/api/workflows/status/${runId}`)).value).toMatchObject({
      status: 'FAILED',
      lastAttemptedStep: 'score',
      errorMessage: 'urn:uwf:error:AML_DOWN#503: {"type":"urn:uwf:error:AML_DOWN","status":503}',
      error: { name: 'urn:uwf:error:AML_DOWN#503', cause: { type: 'urn:uwf:error:AML_DOWN', status: 503 } },
      steps: [{ name: 'prepare', status: 'COMPLETED' }, { name: 'score', status: 'FAILED', error: 'urn:uwf:error:AML_DOWN#503' }],
    });
  });
});

describe('GET /api/workflows/data/{id}', () => {
  test('has input, output, the members of the output and metrics', async () => {
    const runId = await startRun();
    await completeTask(test_.ports, { executionId: runId, attemptId: await attemptOf(runId), output: { score: 5, runId: 'mine' } });
    expect((await get(`/api/workflows/data/${runId}`)).value).toMatchObject({
      runId,
      workflowId: 'payments.scoring',
      status: 'COMPLETED',
      score: 5,
      input: { id: 'a' },
      output: { score: 5, runId: 'mine' },
      workflow_metrics: { workflowId: 'payments.scoring', stepCount: 3, totalChildStepCount: 0, durationMillis: expect.any(Number) },
      step_score_metrics: { stepName: 'score', durationMillis: expect.any(Number), childStepCount: 0, parallel: false },
    });
  });

  test('of a running run has no output yet', async () => {
    expect((await get(`/api/workflows/data/${await startRun()}`)).value).toMatchObject({ status: 'RUNNING', output: null, step_score_metrics: { endTime: null, durationMillis: null } });
  });
});

describe('GET /api/workflows/history/{id}', () => {
  test('gives the events in order, page by page', async () => {
    const runId = await startRun();
    const all = await get(`/api/workflows/history/${runId}`);
    expect(all.value).toMatchObject({ runId, events: expect.arrayContaining([expect.objectContaining({ sequence: 1, kind: 'execution-started', time: expect.stringMatching(/Z$/u), frame: [] })]) });
    const first = await get(`/api/workflows/history/${runId}?limit=2`);
    expect(first.value).toMatchObject({ count: 2, next: 2 });
    const second = await get(`/api/workflows/history/${runId}?limit=2&after=2`);
    expect(second.value).toMatchObject({ events: [{ sequence: 3 }, { sequence: 4 }] });
  });
});

describe('POST /api/workflows/redrive/{id}', () => {
  const redriving = (outcome: RedriveOutcome): void => {
    api = createApi(operations, { ...test_.ports, runtime: { ...test_.ports.runtime, redrive: async () => outcome } });
  };

  test.each<[RedriveOutcome, number, JsonObject]>([
    ['redriven', 202, { redriven: true, status: 'RUNNING' }],
    ['running', 200, { redriven: false, status: 'RUNNING' }],
    ['succeeded', 409, { code: 'UWF-4091' }],
    ['too-old', 409, { code: 'UWF-4092' }],
    ['unsupported', 409, { code: 'UWF-4092' }],
    ['unknown', 404, { code: 'UWF-4041' }],
  ])('a run that is %s is answered %d', async (outcome, status, value) => {
    redriving(outcome);
    expect(await post(`/api/workflows/redrive/${await startRun()}`)).toMatchObject({ status, value });
  });

  test('a runtime that has no such thing says so', async () => {
    expect(await post(`/api/workflows/redrive/${await startRun()}`)).toMatchObject({ status: 409, value: { code: 'UWF-4092', detail: expect.stringContaining('this deployment') } });
  });

  test('takes only runs of who asks, with the scope of starting them', async () => {
    redriving('redriven');
    const runId = await startRun();
    expect(await post(`/api/workflows/redrive/${runId}`, undefined, { token: otherToken })).toMatchObject({ status: 404, value: { code: 'UWF-4041' } });
    expect(await post(`/api/workflows/redrive/${runId}`, undefined, { token: adminToken })).toMatchObject({ status: 403 });
    expect(await post(`/api/workflows/redrive/${runId}`, { from: 'step-2' })).toMatchObject({ status: 400 });
  });
});

describe('POST /api/workflows/cancel/{id}', () => {
  test('ends a run, once', async () => {
    const runId = await startRun();
    expect(await post(`/api/workflows/cancel/${runId}`)).toMatchObject({ status: 200, value: { runId, canceled: true, status: 'CANCELLED' } });
    expect((await get(`/api/workflows/status/${runId}`)).value).toMatchObject({ status: 'CANCELLED', steps: [{}, { name: 'score', status: 'CANCELLED' }] });
    expect(await post(`/api/workflows/cancel/${runId}`, {})).toMatchObject({ status: 409, value: { code: 'UWF-4091' } });
  });

  test('refuses a body with anything in it', async () => {
    expect(await post(`/api/workflows/cancel/${await startRun()}`, { reason: 'x' })).toMatchObject({ status: 400 });
  });
});

describe('a run', () => {
  const PATHS = ['status', 'data', 'history'] as const;

  test.each(PATHS)('of another principal is not there (%s)', async (path) => {
    const runId = await startRun();
    expect(await get(`/api/workflows/${path}/${runId}`, otherToken)).toMatchObject({ status: 404, value: { code: 'UWF-4041' } });
    expect((await get(`/api/workflows/${path}/${runId}`, adminToken)).status).toBe(200);
  });

  test('of another principal cannot be cancelled, except by an administrator', async () => {
    const runId = await startRun();
    expect(await post(`/api/workflows/cancel/${runId}`, undefined, { token: otherToken })).toMatchObject({ status: 404, value: { code: 'UWF-4041' } });
    expect((await post(`/api/workflows/cancel/${runId}`, undefined, { token: adminToken })).status).toBe(200);
  });

  test.each(['x', '00000000-0000-4000-8000-000000000000', 'a%2Fb', "1'--", '%F0%9F%98%80', '..'])('with the id %s is not there', async (id) => {
    for (const path of PATHS) expect(await get(`/api/workflows/${path}/${id}`)).toMatchObject({ status: 404, value: { code: 'UWF-4041' } });
    expect(await post(`/api/workflows/cancel/${id}`)).toMatchObject({ status: 404, value: { code: 'UWF-4041' } });
  });

  test('is found by its id in any case', async () => {
    const runId = await startRun();
    expect((await get(`/api/workflows/status/${runId.toUpperCase()}`)).value).toMatchObject({ runId });
  });
});

describe('GET /api/workflows/runs', () => {
  test('lists the runs of the caller only, newest first', async () => {
    const first = await startRun();
    await startRun('scoring', otherToken);
    const second = await startRun('antifraud');
    const { value } = await get('/api/workflows/runs');
    expect(value).toMatchObject({ count: 2 });
    expect(new Set((value['runs'] as readonly { readonly runId: string }[]).map((run) => run.runId))).toEqual(new Set([first, second]));
    expect((await get('/api/workflows/runs', adminToken)).value).toMatchObject({ count: 3 });
  });

  test('has a run of the caller on its first page, however many of others are newer', async () => {
    const runId = await startRun('antifraud');
    for (let number = 0; number < 60; number += 1) await startRun('antifraud', otherToken);
    expect((await get('/api/workflows/runs?limit=1')).value).toMatchObject({ count: 1, runs: [{ runId }] });
  });

  test('goes on from the cursor of another caller with the own runs only', async () => {
    await startRun();
    for (let number = 0; number < 2; number += 1) await startRun('scoring', otherToken);
    await startRun();
    const { value } = await get('/api/workflows/runs?limit=1', otherToken);
    const after = await get(`/api/workflows/runs?cursor=${encodeURIComponent(String(value['cursor']))}`, token);
    const others = (await get('/api/workflows/runs', otherToken)).value['runs'] as readonly { readonly runId: string }[];
    const shown = after.value['runs'] as readonly { readonly runId: string }[];
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((run) => others.some((other) => other.runId === run.runId))).toEqual([]);
  });

  test('by status and workflow', async () => {
    await startRun();
    await startRun('antifraud');
    expect((await get('/api/workflows/runs?status=RUNNING')).value).toMatchObject({ count: 1, runs: [{ workflowId: 'payments.scoring', status: 'RUNNING' }] });
    expect((await get('/api/workflows/runs?workflow=payments.antifraud')).value).toMatchObject({ count: 1, runs: [{ workflowId: 'payments.antifraud', status: 'COMPLETED' }] });
    expect((await get('/api/workflows/runs?workflow=other.antifraud')).value).toEqual({ runs: [], count: 0 });
  });

  test('in full pages, without losing or repeating one, when those of others lie between', async () => {
    const mine: string[] = [];
    for (let number = 0; number < 7; number += 1) {
      mine.push(await startRun());
      await startRun('scoring', otherToken);
    }
    const found: string[] = [];
    const sizes: number[] = [];
    let target = '/api/workflows/runs?limit=3';
    for (let page = 0; page < 10; page += 1) {
      const { value } = await get(target);
      const runs = value['runs'] as readonly { readonly runId: string }[];
      sizes.push(runs.length);
      found.push(...runs.map((run) => run.runId));
      if (value['cursor'] === undefined) break;
      target = `/api/workflows/runs?limit=3&cursor=${encodeURIComponent(String(value['cursor']))}`;
    }
    expect(found.toSorted()).toEqual(mine.toSorted());
    expect(sizes).toEqual([3, 3, 1]);
  });

  test.each(['status=PAUSED', 'limit=0', 'limit=101', 'workflow=a.b.c', 'cursor=nonsense', 'runs=1', 'principal=partner-2'])('refuses ?%s', async (query) => {
    expect(await get(`/api/workflows/runs?${query}`)).toMatchObject({ status: 400, value: { code: 'UWF-4000' } });
  });
});
