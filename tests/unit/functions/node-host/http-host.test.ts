import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttpHost, type HttpHost } from '#functions/node-host/index.ts';
import type { Operation } from '#functions/operations/operation.ts';
import { fakeOperation } from '#tests/support/api/fake-operation.ts';
import { sendRaw } from '#tests/support/api/raw-http.ts';
import { createTestPorts, type LogLine } from '#tests/support/api/test-api.ts';

const operations: readonly Operation[] = [
  fakeOperation({ id: 'open', path: '/open' }),
  fakeOperation({ id: 'slow', path: '/slow', handle: async () => sleep(200).then(() => ({ status: 200, value: { slow: true } })) }),
  fakeOperation({
    id: 'echo',
    method: 'POST',
    path: '/echo/{id}',
    body: { isRequired: false, description: '', schema: { type: 'object' }, depthMax: 32, examples: {}, textTypes: [] },
    handle: async (_ports, { params, body }) => ({ status: 200, value: { params, body: body.kind === 'json' ? body.value : body.kind } }),
  }),
];

let host: HttpHost;
let log: readonly LogLine[] = [];

beforeAll(async () => {
  const test = await createTestPorts();
  log = test.log;
  host = await startHttpHost({ operations, ports: test.ports, host: '127.0.0.1', port: 0, logger: test.ports.logger, timeouts: { headersMs: 300, requestMs: 600, checkMs: 50 } });
});

afterAll(() => host.close());

function raw(lines: readonly string[], body = ''): Promise<{ readonly statuses: readonly number[]; readonly text: string; readonly wasClosed: boolean }> {
  return sendRaw(host.port, `${lines.join('\r\n')}\r\n\r\n${body}`);
}

describe('the host answers', () => {
  test('GET with length, type and body', async () => {
    const response = await fetch(`${host.url}/open`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('13');
    expect(await response.json()).toEqual({ id: 'open' });
  });

  test('HEAD with the headers of GET and no body', async () => {
    const { text } = await raw(['HEAD /open HTTP/1.1', 'Host: x', 'Connection: close']);
    expect(text).toMatch(/^HTTP\/1\.1 200 /u);
    expect(text).toMatch(/content-length: 13/iu);
    expect(text).toMatch(/\r\n\r\n$/u);
  });

  test('a body in chunks', async () => {
    const { text } = await raw(['POST /echo/1 HTTP/1.1', 'Host: x', 'Content-Type: application/json', 'Transfer-Encoding: chunked', 'Connection: close'], '3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n');
    expect(text).toContain('{"params":{"id":"1"},"body":{"a":1}}');
  });

  test('after 100 Continue', async () => {
    const body = await new Promise<string>((resolve, reject) => {
      const client = httpRequest(`${host.url}/echo/1`, { method: 'POST', headers: { 'content-type': 'application/json', expect: '100-continue', 'content-length': 2 } }, (response) => {
        response.setEncoding('utf8');
        response.on('data', resolve);
      });
      client.on('continue', () => client.end('{}'));
      client.on('error', reject);
    });
    expect(body).toContain('"body":{}');
  });

  test('absolute targets (RFC 9112 §3.2.2) by their path', async () => {
    expect((await raw(['GET http://other.example:80/open HTTP/1.1', 'Host: other.example', 'Connection: close'])).statuses).toEqual([200]);
  });

  test('several requests on one connection', async () => {
    const { statuses } = await sendRaw(host.port, 'GET /open HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\nGET /open HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(statuses).toEqual([200, 404, 200]);
  });

  test('HTTP/1.0 without Host', async () => {
    expect((await raw(['GET /open HTTP/1.0'])).statuses).toEqual([200]);
  });

  test('an Upgrade as if it were not asked for', async () => {
    expect((await raw(['GET /open HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'])).statuses).toEqual([200]);
  });
});

describe('the host refuses with a problem document', () => {
  test.each<[string, string]>([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a bad version', 'GET /open HTTP/9.9\r\nHost: x\r\n\r\n'],
    ['a space in the target', 'GET /o pen HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a header without colon', 'GET /open HTTP/1.1\r\nHost x\r\n\r\n'],
    ['a folded header', 'GET /open HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n\u0001'],
    ['length and chunks at once', 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}'],
    ['a negative length', 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
    ['a bad chunk size', 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n'],
    ['an unknown method', 'FROB /open HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a header section that is too large', `GET /open HTTP/1.1\r\nHost: x\r\nA: ${'b'.repeat(40_000)}\r\n\r\n`],
    ['a target that is too large', `GET /${'b'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['no Host', 'GET /open HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two Hosts', 'GET /open HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'],
    ['too many header fields', `GET /open HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(150)}\r\n`],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n'],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a fragment', 'GET /nowhere#x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['bad percent-encoding', 'GET /open/%ZZ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a double slash', 'GET //open HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['dot segments', 'GET /a/../open HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ])('%s', async (_name, bytes) => {
    const { statuses, text } = await sendRaw(host.port, bytes);
    expect(statuses.length).toBeGreaterThan(0);
    for (const status of statuses) expect(Math.floor(status / 100)).toBe(4);
    expect(text).toContain('application/problem+json');
    expect(text).toMatch(/"code":"UWF-4\d{3}"/u);
    expect(text).toMatch(/x-request-id: /iu);
    expect(text).toMatch(/cache-control: no-store/iu);
  });

  test('a body that is too large, after reading it, and goes on', async () => {
    const response = await fetch(`${host.url}/echo/1`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: `"${'a'.repeat(1_000_000)}"` });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'UWF-4130' });
  });

  test('a body that says it is too large before it is sent', async () => {
    const { statuses, text } = await raw(['POST /echo/1 HTTP/1.1', 'Host: x', 'Expect: 100-continue', 'Content-Length: 9999999']);
    expect(statuses).toEqual([413]);
    expect(text).toMatch(/connection: close/iu);
  });

  test('a body without end', async () => {
    const head = 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
    const chunk = `100000\r\n${'a'.repeat(1_048_576)}\r\n`;
    const { statuses } = await sendRaw(host.port, head + chunk.repeat(10), { waitMs: 3_000, end: false });
    expect(statuses).toEqual([413]);
  });

  test('a header section that comes too slowly', async () => {
    const { statuses, wasClosed, text } = await sendRaw(host.port, 'GET /open HTTP/1.1\r\nHost: x\r\n', { waitMs: 3_000, end: false });
    expect({ statuses, wasClosed }).toEqual({ statuses: [400], wasClosed: true });
    expect(text).toContain('came too slowly');
  });

  test('a body that comes too slowly', async () => {
    const { statuses, wasClosed } = await sendRaw(host.port, 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{', { waitMs: 3_000, end: false });
    expect({ statuses, wasClosed }).toEqual({ statuses: [400], wasClosed: true });
  });
});

describe('the host lives on', () => {
  test('when a client goes away in the middle of its body, and logs no fault', async () => {
    await sendRaw(host.port, 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{', { waitMs: 50 });
    await sleep(100);
    expect((await fetch(`${host.url}/open`)).status).toBe(200);
    expect(log.filter((line) => line.level === 'error')).toEqual([]);
  });

  test('until it is closed: requests in flight end, new ones are not taken', async () => {
    const { ports } = await createTestPorts();
    const other = await startHttpHost({ operations, ports, host: '127.0.0.1', port: 0, logger: ports.logger });
    const inFlight = fetch(`${other.url}/slow`);
    await sleep(50);
    const closed = other.close();
    expect(await (await inFlight).json()).toEqual({ slow: true });
    await closed;
    await expect(fetch(`${other.url}/open`)).rejects.toThrow();
  });

  test('and says so when it cannot listen', async () => {
    const { ports } = await createTestPorts();
    await expect(startHttpHost({ operations, ports, host: '127.0.0.1', port: host.port, logger: ports.logger })).rejects.toMatchObject({ code: 'UWF-5004' });
  });
});
