import { describe, expect, test } from 'vitest';
import { createApi, type Api } from '#functions/middleware/chain.ts';
import type { Operation } from '#functions/operations/operation.ts';
import type { EngineApiPorts } from '#tests/support/api/test-api.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { fakeOperation } from '#tests/support/api/fake-operation.ts';
import { send } from '#tests/support/api/requests.ts';
import { createTestPorts, issueToken, type LogLine } from '#tests/support/api/test-api.ts';

const seen: unknown[] = [];

const operations: readonly Operation[] = [
  fakeOperation({ id: 'open', path: '/open' }),
  fakeOperation({ id: 'closed', path: '/closed/{id}', access: { kind: 'scope', scope: 'workflows:read' }, handle: async (_ports, call) => ({ status: 201, value: { subject: call.principal.subject, params: call.params }, headers: { location: '/x' } }) }),
  fakeOperation({
    id: 'start',
    method: 'POST',
    path: '/start',
    isIdempotent: true,
    body: { isRequired: false, description: '', schema: { type: 'object' }, depthMax: 4, examples: {}, textTypes: [] },
    handle: async (_ports, call) => {
      seen.push(call);
      return { status: 202, value: {} };
    },
  }),
  fakeOperation({ id: 'failing', path: '/failing', handle: () => Promise.reject(new UwfError('UWF-5001', 'the store is away', { cause: new RangeError('4111111111111111') })) }),
  fakeOperation({ id: 'broken', path: '/broken', handle: () => Promise.reject(new TypeError('4111111111111111')) }),
  fakeOperation({ id: 'odd', path: '/odd', handle: () => Promise.reject('4111111111111111') }),
];

interface Setup {
  readonly api: Api;
  readonly log: readonly LogLine[];
}

async function setUp(more: Partial<EngineApiPorts> = {}): Promise<Setup> {
  const { ports, log } = await createTestPorts({}, more);
  return { api: createApi(operations, ports), log };
}

describe('every answer', () => {
  test.each(['/open', '/nowhere', '/closed/1', '/broken', '/%ZZ'])('of %s has a request id and protective headers', async (target) => {
    const { api } = await setUp();
    const { headers } = await send(api, { target });
    expect(headers).toMatchObject({
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/u),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });

  test('keeps a harmless request id of the caller', async () => {
    const { api, log } = await setUp();
    const { headers, value } = await send(api, { target: '/nowhere', headers: { 'x-request-id': 'abc-1.2_3' } });
    expect(headers['x-request-id']).toBe('abc-1.2_3');
    expect(value).toMatchObject({ requestId: 'abc-1.2_3', instance: 'urn:uwf:request:abc-1.2_3' });
    expect(log).toMatchObject([{ fields: { requestId: 'abc-1.2_3' } }]);
  });

  test.each(['a b', 'a\nb', '<x>', 'ä', '', 'x'.repeat(129)])('does not keep the request id %j', async (id) => {
    const { api } = await setUp();
    expect((await send(api, { target: '/open', headers: { 'x-request-id': id } })).headers['x-request-id']).not.toBe(id);
  });

  test('is logged once, by operation and status, without what the caller wrote', async () => {
    const { api, log } = await setUp();
    const token = await issueToken({ subject: 'erika' });
    await send(api, { target: '/closed/4111111111111111', token });
    await send(api, { target: '/nowhere/4111111111111111?x=4111111111111111' });
    expect(log).toMatchObject([
      { level: 'info', event: 'api-request', fields: { operation: 'closed', status: 201 } },
      { level: 'info', event: 'api-request', fields: { operation: 'none', status: 404 } },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/4111111111111111|erika/u);
  });
});

describe('routing', () => {
  test('answers with status, value and headers of the operation', async () => {
    const { api } = await setUp();
    const answer = await send(api, { target: '/closed/a%20b', token: await issueToken() });
    expect(answer).toMatchObject({ status: 201, value: { subject: 'partner-1', params: { id: 'a b' } }, headers: { location: '/x', 'content-type': 'application/json' } });
  });

  test.each([
    ['GET', '/nowhere', 404, 'UWF-4040'],
    ['DELETE', '/open', 405, 'UWF-4050'],
    ['GET', '/closed/%E0%A4%A', 400, 'UWF-4000'],
    ['GET', '/open?x=1', 400, 'UWF-4000'],
    ['GET', `/open?${'x'.repeat(5_000)}`, 400, 'UWF-4000'],
    ['GET', `/closed/${'x'.repeat(513)}`, 400, 'UWF-4000'],
  ])('%s %.40s is %i %s', async (method, target, status, code) => {
    const { api } = await setUp();
    expect(await send(api, { method, target })).toMatchObject({ status, value: { code }, headers: { 'content-type': 'application/problem+json' } });
  });

  test('names the methods of a path with 405', async () => {
    const { api } = await setUp();
    expect((await send(api, { method: 'PUT', target: '/open' })).headers['allow']).toBe('GET, HEAD');
  });
});

describe('who calls', () => {
  test.each<[string, { readonly [name: string]: string }, string]>([
    ['no header', {}, 'Bearer realm="uwf"'],
    ['another scheme', { authorization: 'Basic YTpi' }, 'Bearer realm="uwf", error="invalid_token"'],
    ['an empty token', { authorization: 'Bearer ' }, 'Bearer realm="uwf", error="invalid_token"'],
    ['two tokens', { authorization: 'Bearer a, Bearer b' }, 'Bearer realm="uwf", error="invalid_token"'],
    ['characters that no token has', { authorization: 'Bearer a b' }, 'Bearer realm="uwf", error="invalid_token"'],
    ['no JWT', { authorization: 'Bearer abc' }, 'Bearer realm="uwf", error="invalid_token"'],
  ])('with %s is 401', async (_name, headers, challenge) => {
    const { api } = await setUp();
    expect(await send(api, { target: '/closed/1', headers })).toMatchObject({ status: 401, value: { code: 'UWF-4010' }, headers: { 'www-authenticate': challenge } });
  });

  test('may write the scheme in any case', async () => {
    const { api } = await setUp();
    expect((await send(api, { target: '/closed/1', headers: { authorization: `bearer ${await issueToken()}` } })).status).toBe(201);
  });

  test('without the scope is 403, naming it', async () => {
    const { api } = await setUp();
    const answer = await send(api, { target: '/closed/1', token: await issueToken({ scopes: ['workflows:admin', 'workflows:run'] }) });
    expect(answer).toMatchObject({ status: 403, value: { code: 'UWF-4030', detail: 'the token lacks the scope workflows:read' }, headers: { 'www-authenticate': 'Bearer realm="uwf", error="insufficient_scope", scope="workflows:read"' } });
  });

  test('is 503 to find out when the keys of the issuer cannot be had', async () => {
    const { api } = await setUp({ identity: { verify: () => Promise.reject(new UwfError('UWF-5003')) } });
    expect(await send(api, { target: '/closed/1', token: 'abc' })).toMatchObject({ status: 503, value: { code: 'UWF-5003' }, headers: { 'retry-after': '1' } });
  });

  test('is not asked for what is public, even with a bad token', async () => {
    const { api } = await setUp();
    expect((await send(api, { target: '/open', token: 'abc' })).status).toBe(200);
  });

  test('is found out before the body is looked at', async () => {
    const { ports } = await createTestPorts();
    const api = createApi([fakeOperation({ id: 'post', method: 'POST', path: '/post', access: { kind: 'scope', scope: 'workflows:run' } })], ports);
    expect((await send(api, { method: 'POST', target: '/post', text: '{' })).status).toBe(401);
  });
});

describe('Idempotency-Key', () => {
  test('reaches operations that take one', async () => {
    const { api } = await setUp();
    seen.length = 0;
    await send(api, { method: 'POST', target: '/start', json: {}, headers: { 'idempotency-key': 'k-1' } });
    await send(api, { method: 'POST', target: '/start' });
    expect(seen).toMatchObject([{ idempotencyKey: 'k-1', body: { kind: 'json' } }, { body: { kind: 'none' } }]);
    expect(seen[1]).not.toHaveProperty('idempotencyKey');
  });

  test.each(['', 'a b', 'ä', 'x'.repeat(256), 'a\tb'])('%j is refused', async (key) => {
    const { api } = await setUp();
    expect(await send(api, { method: 'POST', target: '/start', headers: { 'idempotency-key': key } })).toMatchObject({ status: 400, value: { code: 'UWF-4000' } });
  });

  test('is not looked at elsewhere', async () => {
    const { api } = await setUp();
    expect((await send(api, { target: '/open', headers: { 'idempotency-key': 'a b' } })).status).toBe(200);
  });
});

describe('a failure of ours', () => {
  test('that is known has its code and is logged without texts of others', async () => {
    const { api, log } = await setUp();
    expect(await send(api, { target: '/failing' })).toMatchObject({ status: 503, value: { code: 'UWF-5001', detail: 'the store is away' } });
    expect(log).toMatchObject([{ level: 'error', event: 'api-request-failed', fields: { code: 'UWF-5001', error: 'RangeError' } }, { level: 'info' }]);
    expect(JSON.stringify(log)).not.toContain('4111111111111111');
  });

  test.each(['/broken', '/odd'])('that nobody expected is UWF-5000 and tells nothing (%s)', async (target) => {
    const { api, log } = await setUp();
    const answer = await send(api, { target });
    expect(answer).toMatchObject({ status: 500, value: { code: 'UWF-5000', detail: 'Internal error' } });
    expect(answer.body).not.toMatch(/4111111111111111|at .*\.ts/u);
    expect(JSON.stringify(log)).not.toContain('4111111111111111');
    expect(log[0]).toMatchObject({ level: 'error', event: 'api-request-failed' });
  });

  test('in the first link of the chain is told in the same way', async () => {
    const ids = { seed: () => '', uuid: () => assert(false, '4111111111111111') ?? '' };
    const { api, log } = await setUp({ ids });
    expect(await send(api, { target: '/open' })).toMatchObject({ status: 500, value: { code: 'UWF-5000', requestId: '' } });
    expect(JSON.stringify(log)).not.toContain('4111111111111111');
  });
});
