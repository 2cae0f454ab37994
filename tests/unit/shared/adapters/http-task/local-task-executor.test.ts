import { describe, expect, test } from 'vitest';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createHttpTaskExecutor, createLocalTaskExecutor } from '#shared/adapters/http-task/index.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

const send = (answer: () => Response): typeof fetch => async () => answer();

function execute(resource: string, args: JsonValue, answer: () => Response = () => Response.json({ ok: true })) {
  const http = createHttpTaskExecutor({ egressHosts: ['api.example'], errorDetail: 'body', fetch: send(answer) });
  const item = { kind: 'run', attemptId: 'a', executionId: 'e', definition: { namespace: 'n', name: 'n', version: '1.0.0' }, revision: 'r', state: 's', resource, arguments: args, principal: 'p', retryCount: 0 } as const;
  return createLocalTaskExecutor({ http, validator: createSchemaValidator() }).execute(item, new AbortController().signal);
}

const CALL = { method: 'get', endpoint: 'https://api.example/', output: 'content', redirect: false };
const SCHEMA = { type: 'object', properties: { pan: { type: 'string', maxLength: 4 } }, required: ['pan'] };

describe('work of a cloud zone', () => {
  test('is HTTP calls', async () => {
    expect(await execute('uwf:http', CALL)).toEqual({ ok: true, output: { ok: true } });
    expect(await execute('uwf:http', CALL, () => new Response(null, { status: 503 }))).toMatchObject({ ok: false, error: 'https://open-workflow-specification.org/spec/1.0.0/errors/communication#503' });
  });

  test('is validations, which give the value', async () => {
    expect(await execute('uwf:validate', { value: { pan: '1234' }, schema: SCHEMA })).toEqual({ ok: true, output: { pan: '1234' } });
    expect(await execute('uwf:validate', { value: null, schema: true })).toEqual({ ok: true, output: null });
  });

  test('tells of an invalid value its pointer only', async () => {
    const outcome = await execute('uwf:validate', { value: { pan: '4111111111111111' }, schema: SCHEMA });
    expect(outcome).toMatchObject({ ok: false, error: 'https://open-workflow-specification.org/spec/1.0.0/errors/validation#400' });
    expect(outcome.ok ? '' : JSON.parse(outcome.cause)).toEqual({ type: 'https://open-workflow-specification.org/spec/1.0.0/errors/validation', status: 400, title: 'The value breaks its schema', detail: "at '/pan' (maxLength)" });
    expect(JSON.stringify(outcome)).not.toContain('4111');
  });

  test.each(['uwf:function:x:1.0.0', 'uwf:run-shell', 'uwf:run-script', 'uwf:run-container', 'constructor'])('is never %s', async (resource) => {
    expect(await execute(resource, {})).toMatchObject({ ok: false, error: 'Uwf.UnknownFunction' });
  });
});
