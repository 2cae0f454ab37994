import { describe, expect, test } from 'vitest';
import type { Handler } from '#onprem-runner/handlers/define-handler.ts';
import { createMemoryDocumentStore } from '#onprem-runner/handlers/memory-document-store.ts';
import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import type { TaskPorts } from '#onprem-runner/tasks/task-context.ts';
import { createTaskExecutor } from '#onprem-runner/tasks/task-executor.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { WorkItem } from '#shared/core/work/message.ts';

const HANDLER: Handler = {
  name: 'check',
  version: '1.0.0',
  input: { type: 'string' },
  output: { type: 'object', additionalProperties: false, properties: { answer: { type: 'string' }, code: { type: 'string', 'x-transient': true } } },
  errors: {},
  effect: 'local',
  handle: (input) => (input === 'wrong' ? { other: input } : { answer: input, code: '123456' }),
};

const PORTS: TaskPorts = {
  handlers: createHandlerRegistry([HANDLER]),
  store: createMemoryDocumentStore(),
  validator: createSchemaValidator(),
  clock: createManualClock(Date.parse('2027-01-01T00:00:00Z')),
  http: { execute: async (request) => ({ outcome: 'succeeded', output: { sent: request.arguments } }) },
  processes: { execute: async (request) => ({ outcome: 'succeeded', output: { ran: request.kind, given: request.arguments } }) },
};

function execute(resource: string, args: JsonValue, more: Partial<WorkItem> = {}, ports: TaskPorts = PORTS) {
  const item: WorkItem = { kind: 'run', attemptId: 'a', executionId: 'e', definition: { namespace: 'n', name: 'n', version: '1.0.0' }, revision: 'r', state: 's', resource, arguments: args, principal: 'p', retryCount: 0, ...more };
  return createTaskExecutor(ports).execute(item, new AbortController().signal);
}

describe('tasks of an engine inside the bank', () => {
  test('a function gives its result without what is transient', async () => {
    expect(await execute('uwf:function:check:1.0.0', 'Anna')).toEqual({ ok: true, output: { answer: 'Anna' } });
  });

  test('a function whose result breaks its schema has failed', async () => {
    expect(await execute('uwf:function:check:1.0.0', 'wrong')).toEqual({ ok: false, error: 'Uwf.EgressBlocked', cause: "the result at '' breaks its schema (additionalProperties)" });
  });

  test.each(['uwf:function:check:2.0.0', 'uwf:function:check', 'uwf:function:', 'uwf:function', 'uwf:other', 'constructor'])('%s is unknown', async (resource) => {
    expect(await execute(resource, 'x')).toMatchObject({ ok: false, error: 'Uwf.UnknownFunction' });
  });

  test('an HTTP call goes to its caller', async () => {
    expect(await execute('uwf:http', { method: 'get' })).toEqual({ ok: true, output: { sent: { method: 'get' } } });
  });

  test.each(['script', 'shell', 'container'])('a %s goes to who runs processes', async (kind) => {
    expect(await execute(`uwf:run-${kind}`, { process: {} })).toEqual({ ok: true, output: { ran: kind, given: { process: {} } } });
  });

  test('no process runs where nobody runs any', async () => {
    const { processes: _processes, ...ports } = PORTS;
    expect(await execute('uwf:run-script', {}, {}, ports)).toMatchObject({ ok: false, error: 'https://open-workflow-specification.org/spec/1.0.0/errors/authorization#403' });
  });

  test('a validation gives the value, or the place where it breaks its schema', async () => {
    const schema = { type: 'object', properties: { name: { type: 'string' } } };
    expect(await execute('uwf:validate', { value: { name: 'Anna' }, schema })).toEqual({ ok: true, output: { name: 'Anna' } });
    const outcome = await execute('uwf:validate', { value: { name: ['Aleksandra'] }, schema });
    expect(outcome).toMatchObject({ ok: false, error: 'https://open-workflow-specification.org/spec/1.0.0/errors/validation#400', cause: expect.stringContaining("at '/name' (type)") });
    expect(JSON.stringify(outcome)).not.toContain('Aleksandra');
  });

  test('a template is evaluated with the states and variables that were sent', async () => {
    const template = { sum: { 'uwf:expression': '$states.input.a + $uwf_b' }, list: [{ 'uwf:expression': '$states.input.a' }, 'text'], 'uwf:expression': 1, at: { 'uwf:expression': '$now()' } };
    expect(await execute('uwf:evaluate', { template, states: { input: { a: 1 } }, variables: { uwf_b: 2 } })).toEqual({
      ok: true,
      output: { sum: 3, list: [1, 'text'], 'uwf:expression': 1, at: '2027-01-01T00:00:00.000Z' },
    });
  });

  test('a template gives the same random numbers for the same attempt', async () => {
    const args = { template: { 'uwf:expression': '$random()' }, states: {}, variables: {} };
    const [first, same, other] = await Promise.all([execute('uwf:evaluate', args), execute('uwf:evaluate', args), execute('uwf:evaluate', args, { attemptId: 'b' })]);
    expect(same).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test.each<[string, JsonValue, string]>([
    ['does not parse', { 'uwf:expression': '1 +' }, 'an expression does not parse'],
    ['fails', { 'uwf:expression': '"Aleksandra" + 1' }, 'an expression failed (T2001)'],
    ['gives nothing', { 'uwf:expression': '$states.none' }, 'an expression gave nothing (undefined)'],
    ['fails deep inside', { a: [{ b: { 'uwf:expression': '$states.none' } }] }, 'an expression gave nothing (undefined)'],
  ])('a template whose expression %s fails without quoting data', async (_what, template, cause) => {
    const outcome = await execute('uwf:evaluate', { template, states: {}, variables: {} });
    expect(outcome).toMatchObject({ ok: false, error: 'States.QueryEvaluationError', cause: expect.stringContaining(cause) });
    expect(JSON.stringify(outcome)).not.toContain('Aleksandra');
  });

  test.each<[JsonValue]>([[null], [{}], [{ template: 1, states: [], variables: {} }], [{ template: 1, states: {} }]])('arguments that are no template with its scope are refused: %j', async (args) => {
    expect(await execute('uwf:evaluate', args)).toMatchObject({ ok: false, error: 'Uwf.InvalidArguments' });
  });
});
