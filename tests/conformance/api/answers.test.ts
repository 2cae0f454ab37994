import { describe, expect, test } from 'vitest';
import { createApi } from '#functions/middleware/chain.ts';
import type { Operation } from '#functions/operations/operation.ts';
import { operations } from '#functions/operations/table.ts';
import { componentSchemas } from '#functions/operations/support/schemas.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { send, type TestAnswer, type TestRequest } from '#tests/support/api/requests.ts';
import { storedDefinition, TASK_MACHINE } from '#tests/support/api/stored-definition.ts';
import { createTestPorts, issueToken } from '#tests/support/api/test-api.ts';

const validator = createSchemaValidator();

function standalone(schema: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify({ ...schema, $defs: componentSchemas }).replaceAll('#/components/schemas/', '#/$defs/'));
}

function schemaOf(operation: Operation | undefined, status: number): JsonObject {
  const response = operation?.responses[String(status)];
  return response === undefined ? { const: `no ${status} is described` } : response.schema;
}

function expectFit(schema: JsonObject, value: JsonValue): void {
  expect(validator.validate({ schema: standalone(schema), value })).toEqual([]);
}

const DOCUMENT: JsonObject = { document: { dsl: '1.0.0', namespace: 'examples', name: 'hello', version: '1.0.0' }, evaluate: { language: 'jsonata' }, do: [{ greet: { set: { greeting: 'Hello' } } }] };

describe('every answer is what the OpenAPI document says', () => {
  test('for the good call of every operation', async () => {
    const { ports } = await createTestPorts();
    const api = createApi(operations, ports);
    const token = await issueToken();
    await ports.definitionStore.put({ stored: storedDefinition() });
    await ports.definitionStore.put({ stored: storedDefinition({ name: 'scoring', machine: TASK_MACHINE, tasks: { score: 'on-prem' } }) });
    const answered = new Set<string>();
    const call = async (id: string, request: TestRequest, by = api): Promise<TestAnswer> => {
      const answer = await send(by, { token, ...request });
      expectFit(schemaOf(operations.find((operation) => operation.id === id), answer.status), answer.value);
      answered.add(`${id} ${answer.status}`);
      return answer;
    };
    const key = { 'idempotency-key': 'k' };
    for (let round = 0; round < 2; round += 1) {
      await call('registerDefinition', { method: 'POST', target: '/api/definitions', json: DOCUMENT });
      await call('runInline', { method: 'POST', target: '/api/workflows/run', json: { definition: DOCUMENT }, headers: key });
      await call('runWorkflow', { method: 'POST', target: '/api/workflows/run/antifraud', json: { input: {} }, headers: { 'idempotency-key': 'k2' } });
    }
    const running = await call('runWorkflow', { method: 'POST', target: '/api/workflows/run/scoring' });
    const runId = String(running.value['runId']);
    for (let round = 0; round < 2; round += 1) {
      await call('getStatus', { target: `/api/workflows/status/${runId}` });
      await call('getData', { target: `/api/workflows/data/${runId}` });
      await call('getHistory', { target: `/api/workflows/history/${runId}?limit=2` });
      await call('listRuns', { target: '/api/workflows/runs?limit=2' });
      if (round === 0) await call('cancelRun', { method: 'POST', target: `/api/workflows/cancel/${runId}` });
    }
    for (const outcome of ['redriven', 'running'] as const) await call('redriveRun', { method: 'POST', target: `/api/workflows/redrive/${runId}` }, createApi(operations, { ...ports, runtime: { ...ports.runtime, redrive: async () => outcome } }));
    await call('getDefinition', { target: '/api/workflows/definition/antifraud' });
    await call('listWorkflows', { target: '/api/workflows/list' });
    await call('publishEvents', { method: 'POST', target: '/api/events', json: { type: 'com.example.order.paid' } });
    await call('listKeys', { target: '/api/keys' });
    await call('getHealth', { target: '/health' });
    await call('getOpenApi', { target: '/openapi.json' });
    expect([...answered].toSorted()).toEqual(operations.flatMap(({ id, responses }) => Object.keys(responses).map((status) => `${id} ${status}`)).toSorted());
  });

  test.each<[string, TestRequest, number]>([
    ['an unknown path', { target: '/nowhere' }, 404],
    ['a wrong method', { method: 'PUT', target: '/health' }, 405],
    ['no token', { target: '/api/workflows/list' }, 401],
    ['an unknown query parameter', { target: '/health?x=1' }, 400],
  ])('for %s', async (_name, request, status) => {
    const { ports } = await createTestPorts();
    const answer = await send(createApi(operations, ports), request);
    expect(answer.status).toBe(status);
    expectFit({ $ref: '#/components/schemas/Problem' }, answer.value);
  });
});
