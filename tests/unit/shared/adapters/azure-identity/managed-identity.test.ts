import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManagedIdentity } from '#shared/adapters/azure-identity/index.ts';

const VAULT = 'https://vault.azure.net/.default';
let server: Server;
let environment: Readonly<Record<string, string>>;
let asked: URL[];
let proofs: unknown[];
let answer: { status: number; body: unknown };

const validFor = (seconds: number) => ({ status: 200, body: { access_token: 'hunter2', expires_on: String(Math.floor(Date.now() / 1000) + seconds), resource: 'r', token_type: 'Bearer' } });

/** The endpoint of tokens as a functions app has it. */
beforeEach(async () => {
  [asked, proofs, answer] = [[], [], validFor(3_600)];
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://identity'));
    proofs.push(request.headers['x-identity-header']);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  environment = { IDENTITY_ENDPOINT: `http://127.0.0.1:${String(port)}/msi/token`, IDENTITY_HEADER: 'proof' };
});
afterEach(() => void server.close());

describe('a managed identity', () => {
  test('asks the endpoint of its host for an audience, once while the token lasts', async () => {
    const identity = createManagedIdentity({ clientId: 'id-1', environment });
    const tokens = await Promise.all([identity.getToken(VAULT), identity.getToken([VAULT])]);
    expect(tokens.map((token) => token?.token)).toEqual(['hunter2', 'hunter2']);
    expect(tokens[0]?.expiresOnTimestamp).toBeGreaterThan(Date.now() + 3_500_000);
    await identity.getToken(VAULT);
    expect(proofs.every((proof) => proof === 'proof')).toBe(true);
    expect(asked.at(-1)?.pathname).toBe('/msi/token');
    expect(asked.map(({ searchParams }) => Object.fromEntries(searchParams))).toEqual([{ 'api-version': '2019-08-01', resource: 'https://vault.azure.net', client_id: 'id-1' }]);
  });

  test('of the system is asked for without a name', async () => {
    await createManagedIdentity({ environment }).getToken('https://storage.azure.com/.default');
    expect(asked[0]?.searchParams.get('resource')).toBe('https://storage.azure.com');
    expect(asked[0]?.searchParams.has('client_id')).toBe(false);
  });

  test('renews a token before its end', async () => {
    const identity = createManagedIdentity({ environment });
    answer = validFor(200);
    await identity.getToken(VAULT);
    answer = validFor(3_600);
    await identity.getToken(VAULT);
    await identity.getToken(VAULT);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['no such identity', { status: 400, body: { message: 'hunter2' } }, 'UWF-5005'],
    ['a host that is busy', { status: 429, body: {} }, 'UWF-5001'],
    ['a host that fails', { status: 500, body: { message: 'hunter2' } }, 'UWF-5001'],
    ['no token', { status: 200, body: { message: 'hunter2' } }, 'UWF-5001'],
    ['no end', { status: 200, body: { access_token: 'hunter2', expires_on: 'soon' } }, 'UWF-5001'],
  ])('with %s fails by code, and asks again', async (_what, given, code) => {
    const identity = createManagedIdentity({ environment });
    answer = given;
    const error: unknown = await identity.getToken(VAULT).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('hunter2');
    answer = validFor(3_600);
    expect(await identity.getToken(VAULT)).toMatchObject({ token: 'hunter2' });
  });

  test('is not there on a host that has none, or does not answer', async () => {
    for (const none of [{}, { IDENTITY_ENDPOINT: 'nowhere', IDENTITY_HEADER: 'x' }, { IDENTITY_ENDPOINT: 'http://127.0.0.1:9' }]) {
      await expect(createManagedIdentity({ environment: none }).getToken(VAULT)).rejects.toMatchObject({ code: 'UWF-5005' });
    }
    await expect(createManagedIdentity({ environment: { IDENTITY_ENDPOINT: 'http://127.0.0.1:9', IDENTITY_HEADER: 'x' } }).getToken(VAULT)).rejects.toMatchObject({ code: 'UWF-5001' });
    await expect(createManagedIdentity({ environment }).getToken(['a', 'b'])).rejects.toMatchObject({ code: 'UWF-5005' });
  });
});
