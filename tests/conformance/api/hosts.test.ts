import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toApiRequest, toHttpResult } from '#functions/aws/http-event.ts';
import { BODY_BYTES_MAX } from '#functions/limits.ts';
import { createApi } from '#functions/middleware/chain.ts';
import { startHttpHost } from '#functions/node-host/index.ts';
import { operations } from '#functions/operations/table.ts';
import { storedDefinition } from '#tests/support/api/stored-definition.ts';
import { createTestPorts, issueToken, type TestPorts } from '#tests/support/api/test-api.ts';

interface Asked {
  readonly method: string;
  /** Path and query as they go over the wire. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a host adds of its own, or what tells one request from another. */
const OF_HOSTS = new Set(['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding']);

let test_: TestPorts;
let host: Awaited<ReturnType<typeof startHttpHost>>;
let token = '';
beforeAll(async () => {
  test_ = await createTestPorts({}, { clock: { now: () => Date.now() - (Date.now() % 1_000) } });
  token = await issueToken();
  await test_.ports.definitionStore.put({ stored: storedDefinition() });
  host = await startHttpHost({ operations, ports: test_.ports, host: '127.0.0.1', port: 0, logger: test_.ports.logger });
});
afterAll(() => host.close());

function headersOf(asked: Asked): Record<string, string> {
  return { 'x-request-id': 'request-1', authorization: `Bearer ${token}`, ...(asked.body === undefined ? {} : { 'content-type': 'application/json' }), ...asked.headers };
}

const own = (headers: Iterable<readonly [string, string]>): Record<string, string> => Object.fromEntries([...headers].filter(([name]) => !OF_HOSTS.has(name)));

async function askNode(asked: Asked): Promise<Answered> {
  const response = await fetch(`${host.url}${asked.target}`, { method: asked.method, headers: headersOf(asked), ...(asked.body === undefined ? {} : { body: asked.body }) });
  return { status: response.status, headers: own(response.headers), body: await response.text() };
}

async function askAws(asked: Asked): Promise<Answered> {
  const [rawPath = '', rawQueryString = ''] = asked.target.split('?');
  const event = { rawPath, rawQueryString, headers: headersOf(asked), isBase64Encoded: false, requestContext: { http: { method: asked.method }, stage: '$default' }, ...(asked.body === undefined ? {} : { body: asked.body }) };
  const { statusCode, headers, body } = toHttpResult(await createApi(operations, test_.ports)(toApiRequest(event)));
  return { status: statusCode, headers: own(Object.entries(headers)), body };
}

const KEY = { 'idempotency-key': 'the-same-run' };

describe('every host gives the same answer, byte for byte', () => {
  test.each<[string, Asked]>([
    ['health', { method: 'GET', target: '/health' }],
    ['the document', { method: 'GET', target: '/openapi.json' }],
    ['the page', { method: 'GET', target: '/docs' }],
    ['keys', { method: 'GET', target: '/api/keys' }],
    ['a list', { method: 'GET', target: '/api/workflows/list' }],
    ['runs of nobody', { method: 'GET', target: '/api/workflows/runs?limit=2&workflow=payments.none' }],
    ['a definition', { method: 'GET', target: '/api/workflows/definition/antifraud' }],
    ['a start that is repeated', { method: 'POST', target: '/api/workflows/run/antifraud', headers: KEY, body: '{"input":{"id":"a"}}' }],
    ['a start with another body', { method: 'POST', target: '/api/workflows/run/antifraud', headers: KEY, body: '{"input":{"id":"b"}}' }],
    ['no such run', { method: 'GET', target: '/api/workflows/status/11111111-1111-4111-8111-111111111111' }],
    ['no token', { method: 'GET', target: '/api/workflows/list', headers: { authorization: '' } }],
    ['a bad token', { method: 'GET', target: '/api/workflows/list', headers: { authorization: 'Bearer x' } }],
    ['no such path', { method: 'GET', target: '/nowhere/at%2Fall?x=%ZZ' }],
    ['another method', { method: 'DELETE', target: '/api/workflows/list' }],
    ['a bad parameter', { method: 'GET', target: '/api/workflows/runs?limit=many&limit=1' }],
    ['no JSON', { method: 'POST', target: '/api/workflows/run/antifraud', body: '{"input":' }],
    ['an unknown member', { method: 'POST', target: '/api/workflows/run/antifraud', body: '{"inputs":{}}' }],
    ['another media type', { method: 'POST', target: '/api/workflows/run/antifraud', headers: { 'content-type': 'text/html' }, body: 'x' }],
    ['a body that is too large', { method: 'POST', target: '/api/workflows/run/antifraud', body: `"${'x'.repeat(BODY_BYTES_MAX)}"` }],
    ['a path that is no text', { method: 'GET', target: '/api/workflows/definition/%FF' }],
  ])('%s', async (_what, asked) => {
    // The first one may start something; what is compared is what comes of asking again.
    if (asked.headers === KEY) await askNode({ ...asked, body: '{"input":{"id":"a"}}' });
    expect(await askAws(asked)).toEqual(await askNode(asked));
  });
});
