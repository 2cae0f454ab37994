import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttpHost, type HttpHost } from '#functions/node-host/index.ts';
import { operations } from '#functions/operations/table.ts';
import { exampleRequest } from '#tests/support/api/calls.ts';
import { sendRaw, type RawAnswer } from '#tests/support/api/raw-http.ts';
import { storedDefinition } from '#tests/support/api/stored-definition.ts';
import { createTestPorts, issueToken, type LogLine } from '#tests/support/api/test-api.ts';

let host: HttpHost;
let token = '';
let log: readonly LogLine[] = [];

beforeAll(async () => {
  const { ports, log: lines } = await createTestPorts();
  log = lines;
  await ports.definitionStore.put({ stored: storedDefinition() });
  host = await startHttpHost({ operations, ports, host: '127.0.0.1', port: 0, logger: ports.logger });
  token = await issueToken();
});

afterAll(() => host.close());

interface Sent {
  readonly method: string;
  readonly target: string;
  readonly type?: string;
  readonly body?: string | Uint8Array;
}

function bytesOf({ method, target, type = 'application/json', body = '' }: Sent): Uint8Array {
  const content = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  const head = `${method} ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${type}\r\nContent-Length: ${content.length}\r\nConnection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), content]);
}

function sent(request: Sent): Promise<RawAnswer> {
  return sendRaw(host.port, bytesOf(request), { waitMs: 5_000, end: false });
}

/** A refusal: 4xx with a code of ours, nothing of the inside. */
function expectRefusal({ statuses, text }: RawAnswer): void {
  expect(statuses).toHaveLength(1);
  expect(Math.floor((statuses[0] ?? 0) / 100)).toBe(4);
  expect(text).toMatch(/"code":"UWF-4\d{3}"/u);
  expectNoInside(text);
}

function expectNoInside(text: string): void {
  expect(text).not.toMatch(/\n\s+at |node:internal|\.ts:\d|node_modules/u);
}

const TOO_LARGE = `{"input":"${'a'.repeat(300_000)}"}`;

const BODIES: readonly (readonly [string, string | Uint8Array])[] = [
  ['no JSON', '{'],
  ['a trailing comma', '{"a":1,}'],
  ['two values', '{} {}'],
  ['a comment', '{}//'],
  ['NaN', '{"input":NaN}'],
  ['an array', '[]'],
  ['null', 'null'],
  ['a number', '5'],
  ['a text', '"text"'],
  ['an unknown member', '{"erika":"4111111111111111"}'],
  ['a member twice', '{"input":{},"input":{}}'],
  ['__proto__', '{"__proto__":{"input":{}}}'],
  ['__proto__ inside', '{"input":{"__proto__":{"x":1}}}'],
  ['a number that is too large', '{"input":1e999}'],
  ['a lone surrogate', '{"input":"\\ud800"}'],
  ['U+0000', '{"input":"\\u0000"}'],
  ['a raw U+0000', '{"input":"\0"}'],
  ['a megabyte of nested arrays', '['.repeat(1_000_000)],
  ['a quarter of a megabyte of nested arrays', '['.repeat(250_000)],
  ['nested objects', `${'{"input":'.repeat(100)}1${'}'.repeat(100)}`],
  ['too many bytes', TOO_LARGE],
  ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['UTF-16', Buffer.from('{"input":{}}', 'utf16le')],
  ['an overlong encoding', new Uint8Array([0x22, 0xc0, 0xaf, 0x22])],
  ['random bytes', new Uint8Array(Array.from({ length: 500 }, (_, index) => (index * 73 + 41) % 256))],
];

const withBody = operations.filter((operation) => operation.body !== undefined);

describe('a malformed body is refused', () => {
  for (const operation of withBody) {
    test.each(BODIES)(`by ${operation.id}: %s`, async (_name, body) => {
      const { method = 'GET', target } = exampleRequest(operation);
      const answer = await sent({ method, target, body });
      expectRefusal(answer);
      // Fields of a definition are named by its author, so only there they may be told.
      if (operation.id !== 'registerDefinition') expect(answer.text).not.toMatch(/erika|4111111111111111/u);
    });

    test.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', '*/*', ';', 'application/json; charset=latin1'])(`by ${operation.id}: media type %s`, async (type) => {
      const { method = 'GET', target } = exampleRequest(operation);
      const answer = await sent({ method, target, type, body: '{}' });
      expect(answer.statuses).toEqual([415]);
      expectRefusal(answer);
    });
  }
});

const PATHS = ['/', '//', '/api', '/api/', '/api/workflows', '/api/workflows/', '/api/workflows/run/', '/api/workflows/run/a/b', '/api/workflows//list', '/api/workflows/../workflows/list', '/api/workflows/./list', '/api/workflows/list/', '/api/workflows/List', '/api/workflows/%', '/api/workflows/%ZZ', '/api/workflows/status/%E0%A4%A', '/api/workflows/status/%00', '/api/workflows/status/%c0%ae', '/api/workflows/status/..%2f..%2fetc%2fpasswd', '/api/workflows/status/%252e%252e', '/.well-known/openid-configuration', '/openapi.json/', '/openapi.yaml', '/health/x', '/constructor', '/__proto__', '/api/workflows/list;x=1', '/api/workflows/list%3Fx', '/\\..\\', '/api/workflows/status/' + 'a'.repeat(600), '/' + 'a/'.repeat(1_500), '*', 'http://', 'http://x', 'http://x/%ZZ', 'ftp://x/health'] as const;

describe('a malformed target is refused', () => {
  test.each(PATHS)('%.60s', async (target) => {
    for (const method of ['GET', 'POST']) expectRefusal(await sent({ method, target, body: method === 'POST' ? '{}' : '' }));
  });

  test.each(['?', '?x', '?x=1', '?%ZZ', '?limit=%', '?limit=1&limit=2', '?status=running', '?limit=abc', '?cursor=%00', '?cursor=nonsense', `?${'a=1&'.repeat(50)}`, `?cursor=${'x'.repeat(4_000)}`])('/api/workflows/runs%.40s', async (query) => {
    const answer = await sent({ method: 'GET', target: `/api/workflows/runs${query}` });
    if (query === '?') expect(answer.statuses).toEqual([200]);
    else expectRefusal(answer);
  });

  test.each(operations.map((operation) => [operation.id, operation] as const))('an unknown query parameter by %s', async (_id, operation) => {
    const { method = 'GET', target } = exampleRequest(operation);
    expectRefusal(await sent({ method, target: `${target}?erika=1`, body: method === 'POST' ? '{}' : '' }));
  });

  test.each(operations.map((operation) => [operation.id, operation] as const))('every other method by %s', async (_id, operation) => {
    const { target } = exampleRequest(operation);
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      const answer = await sent({ method, target });
      expect(answer.statuses).toEqual([405]);
      expect(answer.text).toMatch(/\r\nallow: /iu);
    }
  });
});

describe('anything at all', () => {
  test('as JSON body never ends in a fault of ours', async () => {
    const [operation] = withBody;
    expect(operation?.id).toBe('runInline');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...withBody), fc.json({ maxDepth: 6 }), async (one, body) => {
        const { method = 'GET', target } = exampleRequest(one);
        const { statuses, text } = await sent({ method, target, body });
        expect(statuses).toHaveLength(1);
        expect(statuses[0]).toBeLessThan(500);
        expectNoInside(text);
      }),
      { numRuns: 300 },
    );
  });

  test('as input of a run never ends in a fault of ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (input) => {
        const { statuses } = await sent({ method: 'POST', target: '/api/workflows/run/antifraud', body: JSON.stringify({ input }) });
        expect(statuses).toHaveLength(1);
        expect(statuses[0]).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });

  test('as path and query never ends in a fault of ours', async () => {
    const part = fc.string({ unit: fc.constantFrom('/', '?', '&', '=', '%', '2', 'F', 'a', '.', '@', 'api', 'workflows', 'list', 'run', 'status', '+', ';', '#', '[', '\\') });
    await fc.assert(
      fc.asyncProperty(part, async (text) => {
        const { statuses, text: answer } = await sent({ method: 'GET', target: `/${text}` });
        expect(statuses).toHaveLength(1);
        expect(statuses[0]).toBeLessThan(500);
        expectNoInside(answer);
      }),
      { numRuns: 400 },
    );
  });

  test('as bytes on the socket never ends in a fault of ours, nor takes the host down', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.boolean(), async (bytes, hasHead) => {
        const head = hasHead ? Buffer.from('GET /health HTTP/1.1\r\n', 'latin1') : Buffer.alloc(0);
        const { statuses } = await sendRaw(host.port, Buffer.concat([head, bytes]), { waitMs: 200 });
        for (const status of statuses) expect(status).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
    expect((await fetch(`${host.url}/health`)).status).toBe(200);
  });

  test('was logged without a fault and without a word of what was sent', () => {
    expect(log.length).toBeGreaterThan(1_000);
    expect(log.filter((line) => line.level === 'error')).toEqual([]);
    expect(JSON.stringify(log)).not.toMatch(/erika|4111111111111111/u);
  });
});
