import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GATEWAY_HEAD_BYTES_MAX } from '#functions/cloud/local-gateway/limits.ts';
import { startLocalGateway, type LocalGatewayOptions } from '#functions/cloud/local-gateway/start-local-gateway.ts';
import type { HttpHost } from '#functions/node-host/index.ts';
import type { Operation } from '#functions/operations/operation.ts';
import { fakeOperation } from '#tests/support/api/fake-operation.ts';
import { sendRaw } from '#tests/support/api/raw-http.ts';
import { createTestPorts, issueToken, type TestPorts } from '#tests/support/api/test-api.ts';

const body: Operation['body'] = { isRequired: false, description: '', schema: { type: 'object' }, depthMax: 32, examples: {}, textTypes: ['application/yaml'] };
const operations: readonly Operation[] = [
  fakeOperation({ id: 'open', path: '/open' }),
  fakeOperation({ id: 'closed', path: '/closed', access: { kind: 'scope', scope: 'definitions:write' } }),
  fakeOperation({ id: 'slow', path: '/slow', handle: async () => sleep(400).then(() => ({ status: 200, value: { slow: true } })) }),
  fakeOperation({ id: 'echo', method: 'POST', path: '/echo/{id}', body, handle: async (_ports, call) => ({ status: 200, value: { params: call.params, body: call.body.kind === 'json' ? call.body.value : call.body.kind === 'text' ? call.body.text : null } }) }),
];

let ports: TestPorts['ports'];
let hosts: readonly HttpHost[] = [];
let aws = '';
let azure = '';
let token = '';
let weak = '';

beforeAll(async () => {
  ({ ports } = await createTestPorts());
  token = await issueToken({ scopes: ['definitions:write'] });
  weak = await issueToken({ scopes: ['workflows:read'] });
  hosts = await Promise.all([open({ servedAs: 'aws' }), open({ servedAs: 'azure' })]);
  [aws = '', azure = ''] = hosts.map(({ url }) => url);
});
afterAll(async () => void (await Promise.all(hosts.map((host) => host.close()))));

function open(more: Pick<LocalGatewayOptions, 'servedAs' | 'limits'>): Promise<HttpHost> {
  return startLocalGateway({ operations, ports, host: '127.0.0.1', port: 0, logger: ports.logger, ...more });
}

async function ask(url: string, init: RequestInit = {}): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('every answer', () => {
  test.each(['aws', 'azure'])('says that it was served as %s', async (cloud) => {
    const { status, headers, text } = await ask(`${cloud === 'aws' ? aws : azure}/open`);
    expect([status, headers.get('x-uwf-served-as'), headers.has('apigw-requestid'), text]).toEqual([200, cloud, cloud === 'aws', '{"id":"open"}']);
  });
});

describe("the authoriser of AWS's gateway", () => {
  const closed = (authorization?: string) => ask(`${aws}/closed`, authorization === undefined ? {} : { headers: { authorization } });

  test('lets nobody in without a token, in words of its own', async () => {
    const { status, headers, text } = await closed();
    expect([status, text, headers.get('www-authenticate'), headers.get('content-type')]).toEqual([401, '{"message":"Unauthorized"}', 'Bearer', 'application/json']);
  });

  test.each(['Bearer x', 'Basic eDp5', 'Bearer a, Bearer b'])('lets nobody in with %j', async (authorization) => {
    const { status, text, headers } = await closed(authorization);
    expect([status, text]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('forbids what the token has no scope for', async () => {
    const { status, text, headers } = await closed(`Bearer ${weak}`);
    expect([status, text, headers.get('www-authenticate')]).toEqual([403, '{"message":"Forbidden"}', 'Bearer scope="definitions:write" error="insufficient_scope"']);
  });

  test('lets a good token through, and everybody where no route asks for one', async () => {
    expect(await closed(`Bearer ${token}`)).toMatchObject({ status: 200, text: '{"id":"closed"}' });
    expect(await ask(`${aws}/closed`, { method: 'DELETE' })).toMatchObject({ status: 405, text: expect.stringContaining('UWF-4050') });
    expect(await ask(`${aws}/nowhere`)).toMatchObject({ status: 404, text: expect.stringContaining('UWF-4040') });
  });

  test('is not there as azure: the function asks for the token', async () => {
    expect(await ask(`${azure}/closed`)).toMatchObject({ status: 401, text: expect.stringContaining('UWF-4010') });
  });
});

describe('a body', () => {
  test.each(['aws', 'azure'])('arrives as %s, text and other types, with the variables of the path', async (cloud) => {
    const url = `${cloud === 'aws' ? aws : azure}/echo/a%40b`;
    const sent = (type: string, content: string | Uint8Array<ArrayBuffer>) => ask(url, { method: 'POST', headers: { 'content-type': type }, body: content });
    expect((await sent('application/json', '{"ü":"🏦"}')).text).toBe('{"params":{"id":"a@b"},"body":{"ü":"🏦"}}');
    expect((await sent('application/yaml', 'ü: 1')).text).toBe('{"params":{"id":"a@b"},"body":"ü: 1"}');
    expect(await sent('application/json', new Uint8Array([0x22, 0xff, 0x22]))).toMatchObject({ status: 400 });
  });

  test('in chunks is whole', async () => {
    const { text } = await sendRaw(portOf(aws), ['POST /echo/1 HTTP/1.1', 'Host: x', 'Content-Type: application/json', 'Transfer-Encoding: chunked', 'Connection: close', '', '3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n'].join('\r\n'));
    expect(text).toContain('{"params":{"id":"1"},"body":{"a":1}}');
  });
});

describe('limits', () => {
  test.each([['aws', '{"message":"Request Entity Too Large"}'], ['azure', '']] as const)('as %s: a body that is too large', async (servedAs, text) => {
    await during({ servedAs, limits: { bodyBytes: 100 } }, async (url) => {
      expect(await ask(`${url}/echo/1`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: `"${'x'.repeat(99)}"` })).toMatchObject({ status: 413, text });
      expect(await ask(`${url}/echo/1`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: `{"a":"${'x'.repeat(92)}"}` })).toMatchObject({ status: 200 });
    });
  });

  test.each([['aws', 503, '{"message":"Service Unavailable"}'], ['azure', 504, '']] as const)('as %s: an answer that takes too long', async (servedAs, status, text) => {
    await during({ servedAs, limits: { answerMs: 50 } }, async (url) => {
      expect(await ask(`${url}/slow`)).toMatchObject({ status, text });
      expect(await ask(`${url}/open`)).toMatchObject({ status: 200 });
    });
  });

  test('a head that is too large for the gateway, and one that is too large for this process', async () => {
    const sized = (bytes: number) => ask(`${aws}/open`, { headers: { 'x-filler': 'x'.repeat(bytes) } });
    expect(await sized(GATEWAY_HEAD_BYTES_MAX - 500)).toMatchObject({ status: 200 });
    expect(await sized(GATEWAY_HEAD_BYTES_MAX)).toMatchObject({ status: 431, text: '{"message":"Request Header Fields Too Large"}' });
    expect((await sendRaw(portOf(aws), `GET /open HTTP/1.1\r\nHost: x\r\nX-Filler: ${'x'.repeat(70_000)}\r\n\r\n`)).statuses).toEqual([431]);
  });

  test('what is no HTTP', async () => {
    expect(await sendRaw(portOf(aws), 'NONSENSE\r\n\r\n')).toMatchObject({ statuses: [400], wasClosed: true });
  });
});

async function during(more: Pick<LocalGatewayOptions, 'servedAs' | 'limits'>, work: (url: string) => Promise<void>): Promise<void> {
  const host = await open(more);
  await work(host.url).finally(() => host.close());
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
