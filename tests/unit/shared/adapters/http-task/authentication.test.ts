import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHttpTaskExecutor, type HttpTaskExecutorOptions, type HttpTaskOutcome } from '#shared/adapters/http-task/index.ts';
import { createMemorySecretStore } from '#shared/adapters/memory/index.ts';
import { createSecretResolver } from '#shared/application/resolve-secrets.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Reply {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string | readonly string[] };
  readonly body?: JsonValue;
}

const ERRORS = 'https://open-workflow-specification.org/spec/1.0.0/errors/';
const NO_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

let server: Server;
let origin: string;
let received: Received[];
let respond: (request: Received) => Reply;
let now: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(one);
      const { status = 200, headers = {}, body = { ok: true } } = respond(one);
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
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
  now = 0;
  respond = () => ({});
});

function executorWith(secrets: { readonly [name: string]: JsonValue } = {}, more: Partial<HttpTaskExecutorOptions> = {}) {
  const resolver = createSecretResolver({ secrets: createMemorySecretStore(secrets), logger: NO_LOG });
  const executor = createHttpTaskExecutor({ egressHosts: [new URL(origin).host], errorDetail: 'body', secrets: resolver, now: () => now, ...more });
  return (authentication: JsonObject, args: JsonObject = {}): Promise<HttpTaskOutcome> =>
    executor.execute({ arguments: { method: 'get', endpoint: `${origin}/pets`, output: 'response', redirect: false, authentication, ...args } });
}

function call(authentication: JsonObject, secrets: { readonly [name: string]: JsonValue } = {}): Promise<HttpTaskOutcome> {
  return executorWith(secrets)(authentication);
}

const authorisations = () => received.filter(({ url }) => url.startsWith('/pets')).map(({ headers }) => headers.authorization);
const secret = (name: string, member?: string): JsonValue => ({ 'uwf:secret': name, ...(member === undefined ? {} : { member }) });

describe('basic and bearer', () => {
  test('send what the task gives', async () => {
    expect(await call({ basic: { username: 'Жан', password: 'a:b' } })).toMatchObject({ outcome: 'succeeded' });
    expect(await call({ bearer: { token: 'abc' } })).toMatchObject({ outcome: 'succeeded' });
    expect(authorisations()).toEqual([`Basic ${Buffer.from('Жан:a:b').toString('base64')}`, 'Bearer abc']);
  });

  test('take secrets whole or by their members', async () => {
    const secrets = { login: { username: 'u', password: 'canary-pw' }, word: 'canary-token' };
    await call({ basic: secret('login') }, secrets);
    await call({ basic: { username: secret('login', 'username'), password: secret('login', 'password') } }, secrets);
    await call({ bearer: { token: secret('word') } }, secrets);
    const basic = `Basic ${Buffer.from('u:canary-pw').toString('base64')}`;
    expect(authorisations()).toEqual([basic, basic, 'Bearer canary-token']);
  });

  test('stay out of results and failures', async () => {
    const secrets = { login: { username: 'u', password: 'canary-pw' } };
    const shown = await call({ basic: secret('login') }, secrets);
    respond = () => ({ status: 401, body: null });
    const failure = await call({ basic: secret('login') }, secrets);
    expect(failure).toMatchObject({ error: `${ERRORS}communication#401` });
    const told = JSON.stringify([shown, failure]);
    expect(told).not.toMatch(/canary|authorization|Basic/iu);
    expect(told).not.toContain(Buffer.from('u:canary-pw').toString('base64'));
  });

  test('replace a header of the same name', async () => {
    await executorWith()({ bearer: { token: 'mine' } }, { headers: { Authorization: 'Bearer other' } });
    expect(authorisations()).toEqual(['Bearer mine']);
  });
});

describe('secrets', () => {
  test('that are missing are an authorization error with the place, and nothing is sent', async () => {
    const outcome = await call({ basic: { username: 'u', password: secret('gone') } });
    expect(outcome).toMatchObject({ error: `${ERRORS}authorization#403`, cause: expect.stringContaining("the secret at '/authentication/basic/password'") });
    expect(received).toEqual([]);
    const none = createHttpTaskExecutor({ egressHosts: ['127.0.0.1'], errorDetail: 'body' });
    expect(await none.execute({ arguments: { method: 'get', endpoint: origin, authentication: { bearer: secret('gone') } } })).toMatchObject({ error: `${ERRORS}authorization#403` });
  });

  test('are resolved nowhere else: data cannot pass for a reference', async () => {
    await executorWith({ word: 'canary' })({ bearer: { token: 't' } }, { method: 'post', body: { a: secret('word') } });
    expect(received[0]?.body).toBe('{"a":{"uwf:secret":"word"}}');
  });

  test('go to listed hosts alone', async () => {
    const asked: string[] = [];
    const resolve = async (value: JsonValue) => (asked.push('secret'), { ok: true, value } as const);
    const executor = createHttpTaskExecutor({ egressHosts: [], errorDetail: 'body', secrets: resolve });
    expect(await executor.execute({ arguments: { method: 'get', endpoint: origin, authentication: { bearer: secret('word') } } })).toMatchObject({ error: `${ERRORS}authorization#403` });
    expect(asked).toEqual([]);
  });
});

describe('headers that are secrets', () => {
  const send = (given: JsonObject): Promise<HttpTaskOutcome> => executorWith({ api: { key: 'hush', line: 'a\r\nb: c' } })({ bearer: { token: 'abc' } }, given);

  test('are sent, and are no part of the result', async () => {
    const outcome = await send({ headers: { 'x-plain': 'seen' }, secretHeaders: { 'X-Key': secret('api', 'key') } });
    expect(received.at(-1)?.headers).toMatchObject({ 'x-key': 'hush', 'x-plain': 'seen', authorization: 'Bearer abc' });
    expect(JSON.stringify(outcome)).toContain('seen');
    expect(JSON.stringify(outcome)).not.toContain('hush');
  });

  test('a missing secret is an authorization error, and one that no header can hold is unusable', async () => {
    expect(await send({ secretHeaders: { 'X-Key': secret('api', 'nope') } })).toMatchObject({ error: `${ERRORS}authorization#403` });
    for (const wrong of [{ 'X-Key': secret('api', 'line') }, { 'X-Key': secret('api') }, { Host: secret('api', 'key') }]) {
      expect(await send({ secretHeaders: wrong })).toMatchObject({ outcome: 'failed', cause: expect.stringContaining("'/secretHeaders'") });
    }
  });

  test('data in other headers, the query and the body never passes for a reference', async () => {
    expect(await send({ headers: { 'X-Key': secret('api', 'key') } })).toMatchObject({ outcome: 'failed', cause: expect.stringContaining("'/headers'") });
    expect(await send({ query: { key: secret('api', 'key') } })).toMatchObject({ outcome: 'failed', cause: expect.stringContaining("'/query'") });
    await send({ method: 'post', body: { key: secret('api', 'key') } });
    expect(JSON.stringify(received)).not.toContain('hush');
  });
});

test.each<[string, JsonValue]>([
  ['', 'basic'],
  ['', {}],
  ['', { certificate: {} }],
  ['', { basic: {}, bearer: {} }],
  ['/basic', { basic: 'user' }],
  ['/basic/username', { basic: { password: 'p' } }],
  ['/basic/password', { basic: { username: 'u', password: { a: 1 } } }],
  ['/basic/username', { basic: { username: 'a:b', password: 'p' } }],
  ['/bearer/token', { bearer: {} }],
  ['/bearer/token', { bearer: { token: 'two\r\nlines' } }],
  ['/oauth2/authority', { oauth2: { grant: 'client_credentials', client: { id: 'a', secret: 'b' } } }],
  ['/oauth2/authority', { oauth2: { authority: 'ftp://x', grant: 'client_credentials', client: { id: 'a', secret: 'b' } } }],
  ['/oauth2/grant', { oauth2: { authority: 'https://x', grant: 'authorization_code', client: { id: 'a', secret: 'b' } } }],
  ['/oauth2/client/id', { oauth2: { authority: 'https://x', grant: 'client_credentials', client: { secret: 'b' } } }],
  ['/oauth2/client/secret', { oauth2: { authority: 'https://x', grant: 'client_credentials', client: { id: 'a' } } }],
  ['/oauth2/client/assertion', { oauth2: { authority: 'https://x', grant: 'client_credentials', client: { id: 'a', authentication: 'private_key_jwt' } } }],
  ['/oauth2/client/authentication', { oauth2: { authority: 'https://x', grant: 'client_credentials', client: { id: 'a', secret: 'b', authentication: 'tls' } } }],
  ['/oauth2/username', { oauth2: { authority: 'https://x', grant: 'password', password: 'p', client: { id: 'a', secret: 'b' } } }],
  ['/oauth2/subject', { oauth2: { authority: 'https://x', grant: 'refresh_token', client: { id: 'a', secret: 'b' } } }],
  ['/oidc/scopes', { oidc: { authority: 'https://x', grant: 'client_credentials', scopes: [1], client: { id: 'a', secret: 'b' } } }],
  ['/oidc/request/encoding', { oidc: { authority: 'https://x', grant: 'client_credentials', request: { encoding: 'text/plain' }, client: { id: 'a', secret: 'b' } } }],
])('an authentication that cannot be used is told by %j', async (pointer, authentication) => {
  const outcome = await createHttpTaskExecutor({ egressHosts: ['127.0.0.1'], errorDetail: 'body' }).execute({ arguments: { method: 'get', endpoint: origin, authentication } });
  expect(outcome).toEqual({ outcome: 'failed', error: 'Uwf.InvalidArguments', cause: `the HTTP call cannot be made of its argument at '/authentication${pointer}'` });
  expect(received).toEqual([]);
});

describe('digest', () => {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const partOf = (header: string, name: string) => new RegExp(`${name}="?([^",]+)`, 'u').exec(header)?.[1] ?? '';

  /** A server that knows one user. */
  function guard({ headers, method }: Received): Reply {
    const header = headers.authorization ?? '';
    const response = md5(`${md5('u:r:pw')}:n1:${partOf(header, 'nc')}:${partOf(header, 'cnonce')}:auth:${md5(`${method}:/pets`)}`);
    if (header.startsWith('Digest') && partOf(header, 'response') === response) return { body: 'welcome' };
    return { status: 401, headers: { 'www-authenticate': ['Basic realm="r"', 'Digest realm="r", nonce="n1", qop="auth"'] } };
  }

  test('answers the challenge of a 401 once, with the same request', async () => {
    respond = guard;
    const outcome = await executorWith()({ digest: { username: 'u', password: 'pw' } }, { method: 'post', body: { a: 1 } });
    expect(outcome).toMatchObject({ outcome: 'succeeded', output: { content: 'welcome' } });
    expect(received.map(({ method, body }) => [method, body])).toEqual([['POST', '{"a":1}'], ['POST', '{"a":1}']]);
    expect(authorisations()[0]).toBeUndefined();
  });

  test('gives up after the second 401', async () => {
    respond = guard;
    expect(await call({ digest: { username: 'u', password: 'wrong' } })).toMatchObject({ error: `${ERRORS}communication#401` });
    expect(received.length).toBe(2);
  });

  test('sends nothing again to a server that asks for something else', async () => {
    respond = () => ({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    expect(await call({ digest: { username: 'u', password: 'pw' } })).toMatchObject({ error: `${ERRORS}communication#401` });
    expect(received.length).toBe(1);
  });
});

describe('oauth2', () => {
  const policy = (more: JsonObject = {}): JsonObject => ({ oauth2: { authority: `${origin}/realms/one/`, grant: 'client_credentials', client: { id: 'me', secret: 'canary secret' }, ...more } });
  let token: Reply;

  beforeEach(() => {
    token = { body: { access_token: 't1', token_type: 'Bearer', expires_in: 100 } };
    respond = ({ url }) => (url.startsWith('/pets') ? {} : token);
  });

  const asked = () => received.filter(({ url }) => !url.startsWith('/pets'));
  const form = (index = 0) => Object.fromEntries(new URLSearchParams(asked()[index]?.body));

  test('asks the token endpoint beneath the authority with the client in the body', async () => {
    expect(await call(policy({ scopes: ['a', 'b'], audiences: ['x'] }))).toMatchObject({ outcome: 'succeeded' });
    expect(asked()).toMatchObject([{ method: 'POST', url: '/realms/one/oauth2/token' }]);
    expect(form()).toEqual({ grant_type: 'client_credentials', client_id: 'me', client_secret: 'canary secret', scope: 'a b', audience: 'x' });
    expect(authorisations()).toEqual(['Bearer t1']);
  });

  test('takes another endpoint, and other ways for the client to say who it is', async () => {
    await call(policy({ endpoints: { token: 'auth/token' }, client: { id: 'me', secret: 'canary secret', authentication: 'client_secret_basic' } }));
    expect(asked()[0]?.url).toBe('/realms/one/auth/token');
    expect(asked()[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:canary+secret').toString('base64')}`);
    await call(policy({ endpoints: { token: `${origin}/elsewhere` }, client: { id: 'me', assertion: 'a.b.c', authentication: 'private_key_jwt' } }));
    expect(asked()[1]?.url).toBe('/elsewhere');
    expect(form(1)).toEqual({ grant_type: 'client_credentials', client_id: 'me', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: 'a.b.c' });
    await call(policy({ client: { id: 'me', secret: 'k'.repeat(32), authentication: 'client_secret_jwt' } }));
    expect(form(2)['client_assertion']?.split('.').length).toBe(3);
    await call(policy({ client: { authentication: 'none' } }));
    expect(form(3)).toEqual({ grant_type: 'client_credentials' });
    await call(policy({ client: { id: 'me', authentication: 'none' } }));
    expect(form(4)).toEqual({ grant_type: 'client_credentials', client_id: 'me' });
  });

  test('knows the other grants', async () => {
    await call(policy({ grant: 'password', username: 'u', password: 'p' }));
    await call(policy({ grant: 'refresh_token', subject: { token: 'r', type: 'refresh_token' } }));
    await call(policy({ grant: 'urn:ietf:params:oauth:grant-type:token-exchange', subject: { token: 's', type: 'st' }, actor: { token: 'a', type: 'at' } }));
    expect(form(0)).toMatchObject({ grant_type: 'password', username: 'u', password: 'p' });
    expect(form(1)).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'r' });
    expect(form(2)).toMatchObject({ subject_token: 's', subject_token_type: 'st', actor_token: 'a', actor_token_type: 'at' });
  });

  test('writes the request as JSON where the task says so', async () => {
    await call(policy({ request: { encoding: 'application/json' }, audiences: ['x', 'y'] }));
    expect(asked()[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(asked()[0]?.body ?? '')).toEqual({ grant_type: 'client_credentials', client_id: 'me', client_secret: 'canary secret', audience: ['x', 'y'] });
  });

  test('keeps a token until shortly before its end, for the same credentials alone', async () => {
    const same = executorWith();
    await same(policy());
    now = 69_999;
    await same(policy());
    expect(asked().length).toBe(1);
    await same(policy({ scopes: ['other'] }));
    expect(asked().length).toBe(2);
    now = 70_000;
    await same(policy());
    expect(asked().length).toBe(3);
  });

  test('asks once for many that call at the same time', async () => {
    const same = executorWith();
    await Promise.all(Array.from({ length: 5 }, () => same(policy())));
    expect([asked().length, authorisations().length]).toEqual([1, 5]);
  });

  test('asks again when the server does not say how long the token holds, and when it was refused', async () => {
    token = { body: { access_token: 't2', token_type: 'bearer' } };
    const same = executorWith();
    await same(policy());
    await same(policy());
    expect(asked().length).toBe(2);
    token = { body: { access_token: 't3', token_type: 'bearer', expires_in: 3_600 } };
    respond = ({ url }) => (url.startsWith('/pets') ? { status: 401 } : token);
    expect(await same(policy())).toMatchObject({ error: `${ERRORS}communication#401` });
    await same(policy());
    expect(asked().length).toBe(4);
  });

  test('takes whole policies from a secret', async () => {
    await call({ oauth2: secret('policy') }, { policy: { authority: origin, grant: 'client_credentials', client: { id: 'a', secret: 'b' } } });
    expect(form()).toMatchObject({ client_id: 'a', client_secret: 'b' });
  });

  test.each<[string, Reply]>([
    ['refuses', { status: 401, body: { error: 'invalid_client', error_description: 'canary' } }],
    ['breaks', { status: 500, body: 'canary' }],
    ['redirects', { status: 302, headers: { location: '/x' } }],
    ['answers with nothing of use', { body: { token: 'canary' } }],
    ['gives another kind of token', { body: { access_token: 'canary', token_type: 'dpop' } }],
  ])('is an authentication error when the server %s, and quotes nothing', async (_what, reply) => {
    token = reply;
    const outcome = await call(policy());
    expect(outcome).toMatchObject({ error: `${ERRORS}authentication#401`, cause: expect.stringContaining('The authorization server gave no token') });
    expect(JSON.stringify(outcome)).not.toContain('canary');
    expect(authorisations()).toEqual([]);
  });

  test('checks who issued the token where the task names issuers', async () => {
    const jwt = (iss: string) => `x.${Buffer.from(JSON.stringify({ iss })).toString('base64url')}.x`;
    token = { body: { access_token: jwt('https://good.example'), token_type: 'bearer' } };
    expect(await call(policy({ issuers: ['https://good.example'] }))).toMatchObject({ outcome: 'succeeded' });
    token = { body: { access_token: jwt('https://evil.example'), token_type: 'bearer' } };
    expect(await call(policy({ issuers: ['https://good.example'] }))).toMatchObject({ error: `${ERRORS}authentication#401` });
  });

  test('holds the token endpoint to the egress list', async () => {
    const outcome = await call({ oauth2: { authority: 'http://localhost:1/', grant: 'client_credentials', client: { id: 'a', secret: 'b' } } });
    expect(outcome).toMatchObject({ error: `${ERRORS}authorization#403`, cause: expect.stringContaining('authorization server') });
  });

  test('tells apart a server that cannot be reached, and a time that is over', async () => {
    const dead = executorWith({}, { egressHosts: ['127.0.0.1'] });
    expect(await dead({ oauth2: { authority: 'http://127.0.0.1:1', grant: 'client_credentials', client: { id: 'a', secret: 'b' } } })).toMatchObject({ error: `${ERRORS}communication#500` });
    const slow: typeof fetch = () => new Promise(() => undefined);
    const waiting = executorWith({}, { fetch: slow, limits: { timeoutMs: 50 } });
    expect(await waiting(policy())).toMatchObject({ error: 'States.Timeout' });
  });
});

describe('oidc', () => {
  test.each(['', '/', '/.well-known/openid-configuration'])('finds the token endpoint by discovery from the authority with %j', async (end) => {
    respond = ({ url }) => {
      if (url === '/realm/.well-known/openid-configuration') return { body: { issuer: `${origin}/realm${end === '/' ? '/' : ''}`, token_endpoint: `${origin}/realm/tokens` } };
      return url === '/realm/tokens' ? { body: { access_token: 'found', token_type: 'bearer', expires_in: 60 } } : {};
    };
    const outcome = await call({ oidc: { authority: `${origin}/realm${end}`, grant: 'client_credentials', client: { id: 'a', secret: 'b' } } });
    expect(outcome).toMatchObject({ outcome: 'succeeded' });
    expect(authorisations()).toEqual(['Bearer found']);
  });

  test.each<[string, JsonObject, string]>([
    ['another issuer', { issuer: 'https://evil.example', token_endpoint: 'https://evil.example/t' }, 'authentication#401'],
    ['an endpoint that is not listed', { issuer: 'SELF', token_endpoint: 'http://localhost:1/t' }, 'authorization#403'],
  ])('does not follow a discovery to %s', async (_what, document, error) => {
    respond = () => ({ body: { ...document, ...(document['issuer'] === 'SELF' ? { issuer: `${origin}/realm` } : {}) } });
    expect(await call({ oidc: { authority: `${origin}/realm`, grant: 'client_credentials', client: { id: 'a', secret: 'b' } } })).toMatchObject({ error: `${ERRORS}${error}` });
  });
});
