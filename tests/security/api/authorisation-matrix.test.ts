import { beforeAll, describe, expect, test } from 'vitest';
import { createApi, type Api } from '#functions/middleware/chain.ts';
import { ADMIN_SCOPE, SCOPES } from '#functions/operations/operation.ts';
import { operations } from '#functions/operations/table.ts';
import { exampleRequest } from '#tests/support/api/calls.ts';
import { send, type TestAnswer } from '#tests/support/api/requests.ts';
import { createTestPorts, issueToken } from '#tests/support/api/test-api.ts';

let api: Api;

beforeAll(async () => {
  api = createApi(operations, (await createTestPorts()).ports);
});

const guarded = operations.flatMap((operation) => (operation.access.kind === 'scope' ? [{ id: operation.id, operation, scope: operation.access.scope }] : []));
const open = operations.filter((operation) => operation.access.kind === 'public');

function call(operation: (typeof operations)[number], token?: string): Promise<TestAnswer> {
  return send(api, { ...exampleRequest(operation), ...(token === undefined ? {} : { token }) });
}

describe('operations that ask for a scope', () => {
  test.each(guarded)('$id: without a token 401', async ({ operation }) => {
    expect(await call(operation)).toMatchObject({ status: 401, value: { code: 'UWF-4010' } });
  });

  test.each(guarded)('$id: with a token that has expired 401', async ({ operation }) => {
    expect(await call(operation, await issueToken({ claims: { exp: 1 } }))).toMatchObject({ status: 401, value: { code: 'UWF-4010' } });
  });

  test.each(guarded)('$id: with every scope but its own 403', async ({ operation, scope }) => {
    const scopes = [ADMIN_SCOPE, ...SCOPES.filter((other) => other !== scope)];
    expect(await call(operation, await issueToken({ scopes }))).toMatchObject({ status: 403, value: { code: 'UWF-4030' } });
  });

  test.each(guarded)('$id: with scopes that only look like its own 403', async ({ operation, scope }) => {
    const scopes = [scope.toUpperCase(), `${scope}s`, `${scope},`, scope.slice(0, -1), `${scope.split(':')[0] ?? ''}:*`, '*'];
    expect(await call(operation, await issueToken({ scopes }))).toMatchObject({ status: 403 });
  });

  test.each(guarded)('$id: with its own scope alone it is let in', async ({ operation, scope }) => {
    const { status } = await call(operation, await issueToken({ scopes: [scope] }));
    expect([401, 403]).not.toContain(status);
    expect(status).toBeLessThan(500);
  });
});

describe('operations that ask for none', () => {
  test('are these, and no others', () => {
    expect(open.map((operation) => operation.id).toSorted()).toEqual(['getHealth', 'getOpenApi', 'listKeys']);
  });

  test.each(open.map((operation) => ({ id: operation.id, operation })))('$id: answers without a token, and with a bad one', async ({ operation }) => {
    expect((await call(operation)).status).toBe(200);
    expect((await call(operation, 'abc')).status).toBe(200);
  });
});

describe('the table', () => {
  test('names every scope at least once, and only known ones', () => {
    expect(new Set(guarded.map(({ scope }) => scope))).toEqual(new Set(SCOPES));
  });

  test('has every operation on a route of its own', () => {
    const routes = operations.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(routes).size).toBe(routes.length);
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  });
});
