import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHttpTaskExecutor, type HttpTaskExecutor, type HttpTaskExecutorOptions, type HttpTaskOutcome } from '#shared/adapters/http-task/index.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let origin: string;
let received: Received[];
let reply: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      reply(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  received = [];
  answer(200, { 'content-type': 'application/json' }, '{"ok":true}');
});

function answer(status: number, headers: Record<string, string>, body: string | Buffer): void {
  reply = (response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

function executor(more: Partial<HttpTaskExecutorOptions> = {}): HttpTaskExecutor {
  return createHttpTaskExecutor({ egressHosts: ['127.0.0.1'], errorDetail: 'body', ...more });
}

function call(args: JsonObject = {}, more: Partial<HttpTaskExecutorOptions> = {}): Promise<HttpTaskOutcome> {
  return executor(more).execute({ arguments: { method: 'get', endpoint: `${origin}/pets`, output: 'content', redirect: false, ...args } });
}

function causeOf(outcome: HttpTaskOutcome): unknown {
  return outcome.outcome === 'failed' ? JSON.parse(outcome.cause) : 'succeeded';
}

const COMMUNICATION = 'https://open-workflow-specification.org/spec/1.0.0/errors/communication';

describe('a request', () => {
  test('has method, query, headers and a JSON body', async () => {
    await call({ method: 'post', endpoint: `${origin}/pets?a=1`, query: { b: 'x y', c: [1, true], d: null }, headers: { 'X-Trace': 'абв'.length, Accept: 'a/b' }, body: { name: 'Жан "J"' } });
    expect(received[0]).toMatchObject({ method: 'POST', url: '/pets?a=1&b=x+y&c=1&c=true', body: '{"name":"Жан \\"J\\""}' });
    expect(received[0]?.headers).toMatchObject({ 'x-trace': '3', accept: 'a/b', 'content-type': 'application/json' });
  });

  test('sends a text body as it is', async () => {
    await call({ method: 'put', body: 'plain' });
    expect(received[0]).toMatchObject({ body: 'plain', headers: { 'content-type': 'text/plain; charset=utf-8' } });
    await call({ method: 'put', body: '<a/>', headers: { 'Content-Type': 'application/xml' } });
    expect(received[1]).toMatchObject({ body: '<a/>', headers: { 'content-type': 'application/xml' } });
  });

  test.each<[string, JsonObject]>([
    ['/method', { method: 'CONNECT' }],
    ['/method', { method: 7 }],
    ['/endpoint', { endpoint: 'no url' }],
    ['/endpoint', { endpoint: null }],
    ['/query', { query: 'a=1' }],
    ['/query', { query: { a: { b: 1 } } }],
    ['/headers', { headers: { Host: 'other' } }],
    ['/headers', { headers: { 'Content-Length': '1' } }],
    ['/headers', { headers: { A: 'x\r\nB: y' } }],
    ['/headers', { headers: { 'bad name': 'x' } }],
    ['/headers', { headers: { A: [1] } }],
    ['/output', { output: 'all' }],
    ['/body', { body: 'x' }],
  ])('is not sent with a wrong %s', async (pointer, change) => {
    expect(await call(change)).toEqual({ outcome: 'failed', error: 'Uwf.InvalidArguments', cause: `the HTTP call cannot be made of its argument at '${pointer}'` });
    expect(received).toEqual([]);
  });
});

describe('the result', () => {
  test.each<[string, string, string | Buffer, unknown]>([
    ['JSON', 'application/json; charset=utf-8', '{"a":[1,null]}', { a: [1, null] }],
    ['a JSON suffix', 'application/hal+json', '7', 7],
    ['text', 'text/plain; charset=iso-8859-1', Buffer.from([0xe9]), 'é'],
    ['text of an unknown charset', 'text/plain; charset=none', 'é', 'é'],
    ['XML', 'application/xml', '<a/>', '<a/>'],
    ['bytes', 'image/png', Buffer.from([0, 255]), 'AP8='],
    ['nothing', 'application/json', '', null],
  ])('content: %s by its media type', async (_what, type, body, expected) => {
    answer(200, { 'content-type': type }, body);
    expect(await call()).toEqual({ outcome: 'succeeded', output: expected });
  });

  test('content: bytes as base64 when there is no media type', async () => {
    answer(200, {}, 'x');
    expect(await call()).toEqual({ outcome: 'succeeded', output: 'eA==' });
  });

  test('raw: the bytes as base64, whatever they are', async () => {
    expect(await call({ output: 'raw' })).toEqual({ outcome: 'succeeded', output: Buffer.from('{"ok":true}').toString('base64') });
  });

  test('response: request, status, headers and content', async () => {
    answer(201, { 'content-type': 'application/json', 'x-id': '1' }, '{"ok":true}');
    const outcome = await call({ output: 'response', query: { q: 1 } });
    expect(outcome).toMatchObject({
      outcome: 'succeeded',
      output: { request: { method: 'GET', uri: `${origin}/pets?q=1`, headers: { 'user-agent': expect.any(String) } }, statusCode: 201, headers: { 'x-id': '1' }, content: { ok: true } },
    });
  });
});

describe('a failure', () => {
  test('is the communication error with the status of the answer', async () => {
    answer(404, { 'content-type': 'application/json' }, '{"reason":"no pet"}');
    const outcome = await call();
    expect(outcome).toMatchObject({ outcome: 'failed', error: `${COMMUNICATION}#404` });
    expect(causeOf(outcome)).toEqual({ type: COMMUNICATION, status: 404, title: 'Not Found', detail: '{"reason":"no pet"}' });
  });

  test('does not quote the answer where it may hold Tier 1 data', async () => {
    answer(500, {}, 'client Aleksandra');
    expect(causeOf(await call({}, { errorDetail: 'none' }))).toEqual({ type: COMMUNICATION, status: 500, title: 'Internal Server Error' });
    answer(200, { 'content-type': 'application/json' }, '{"client":"Aleksandra"');
    expect(causeOf(await call({}, { errorDetail: 'none' }))).toEqual({ type: COMMUNICATION, status: 502, title: 'the response is not valid JSON' });
  });

  test('never follows a redirect; the flag says only whether it is an error', async () => {
    answer(302, { location: `${origin}/elsewhere`, 'content-type': 'text/plain' }, 'moved');
    expect(await call()).toMatchObject({ outcome: 'failed', error: `${COMMUNICATION}#302` });
    expect(await call({ redirect: true })).toEqual({ outcome: 'succeeded', output: 'moved' });
    expect(received.map(({ url }) => url)).toEqual(['/pets', '/pets']);
  });

  test('comes of a host that cannot be reached, without its address', async () => {
    const outcome = await call({ endpoint: 'http://127.0.0.1:1/clients/Aleksandra' });
    expect(outcome).toMatchObject({ error: `${COMMUNICATION}#500` });
    expect(JSON.stringify(outcome)).not.toContain('Aleksandra');
  });

  test('comes of an answer that is too long or takes too long', async () => {
    answer(200, { 'content-type': 'text/plain' }, 'x'.repeat(1_001));
    expect(await call({}, { limits: { responseBytesMax: 1_000 } })).toMatchObject({ error: `${COMMUNICATION}#502` });
    expect(await call({}, { limits: { responseBytesMax: 1_001 } })).toMatchObject({ outcome: 'succeeded' });
    reply = () => undefined;
    expect(await call({}, { limits: { timeoutMs: 50 } })).toMatchObject({ error: 'States.Timeout' });
    const ended = await executor().execute({ arguments: { method: 'get', endpoint: origin, output: 'content', redirect: false }, signal: AbortSignal.timeout(50) });
    expect(ended).toMatchObject({ error: 'States.Timeout' });
  });
});

describe('the egress list', () => {
  const allowed = async (hosts: readonly string[], endpoint: string): Promise<boolean> => {
    const asked: string[] = [];
    const send: typeof fetch = async (url) => {
      asked.push(String(url));
      return new Response(null, { status: 204 });
    };
    const outcome = await createHttpTaskExecutor({ egressHosts: hosts, errorDetail: 'body', fetch: send }).execute({ arguments: { method: 'get', endpoint, output: 'content', redirect: false } });
    expect(asked.length).toBe(outcome.outcome === 'succeeded' ? 1 : 0);
    if (outcome.outcome === 'failed') expect(outcome.error).toBe('https://open-workflow-specification.org/spec/1.0.0/errors/authorization#403');
    return outcome.outcome === 'succeeded';
  };

  test.each<[string, string]>([
    ['api.example.com', 'https://api.example.com/x'],
    ['API.example.com', 'https://api.EXAMPLE.com:8443/x'],
    ['api.example.com:443', 'https://api.example.com/x'],
    ['*.example.com', 'https://a.b.example.com/'],
    ['127.0.0.1:8080', 'http://127.1:8080/'],
    ['[::1]', 'http://[0:0:0:0:0:0:0:1]:9/'],
    ['api.example.com', 'https://api.example.com./'],
  ])('%s lets %s through', async (pattern, endpoint) => {
    expect(await allowed([pattern], endpoint)).toBe(true);
  });

  test.each<[readonly string[], string]>([
    [[], 'https://api.example.com/'],
    [['api.example.com'], 'https://evil-api.example.com/'],
    [['api.example.com'], 'https://api.example.com.evil.test/'],
    [['*.example.com'], 'https://example.com/'],
    [['*.example.com'], 'https://evilexample.com/'],
    [['api.example.com:443'], 'http://api.example.com/'],
    [['api.example.com'], 'https://user:pw@api.example.com/'],
    [['api.example.com'], 'https://api.example.com@evil.test/'],
    [['api.example.com'], 'ftp://api.example.com/'],
    [['*.example.com'], 'http://localhost/'],
    [['*.example.com'], 'http://127.0.0.1/'],
    [['localhost'], 'http://127.0.0.1/'],
    [['127.0.0.1'], 'http://[::ffff:127.0.0.1]/'],
    [['127.0.0.1'], 'http://169.254.169.254/latest/meta-data'],
  ])('%j does not let %s through', async (patterns, endpoint) => {
    expect(await allowed(patterns, endpoint)).toBe(false);
  });

  test.each(['*', '*.', '*.com', 'https://a.b', 'a b', 'a/b', '', 'a:99999x'])('a pattern %j is refused at the start', (pattern) => {
    expect(() => createHttpTaskExecutor({ egressHosts: [pattern], errorDetail: 'none' })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
  });
});
