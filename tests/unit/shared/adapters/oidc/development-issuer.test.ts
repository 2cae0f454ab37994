import { mkdtemp, readdir, rm, stat, chmod, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIdentityVerifier, startDevelopmentIssuer, type DevelopmentIssuer } from '#shared/adapters/oidc/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';

let directory = '';
let running: DevelopmentIssuer[] = [];

async function start(more: Partial<Parameters<typeof startDevelopmentIssuer>[0]> = {}): Promise<DevelopmentIssuer> {
  const issuer = await startDevelopmentIssuer({ directory, audience: 'uwf-api', scopes: ['workflows:run', 'workflows:read'], clock: systemClock, ids: randomIdSource, ...more });
  running.push(issuer);
  return issuer;
}

function verifierOf(issuer: string) {
  return createIdentityVerifier({ issuer, audience: 'uwf-api', keys: { kind: 'discovery' }, clock: systemClock });
}

async function askForToken(issuer: DevelopmentIssuer, form: { readonly [name: string]: string }, headers: { readonly [name: string]: string } = {}): Promise<{ readonly status: number; readonly body: { readonly [name: string]: unknown } }> {
  const response = await fetch(issuer.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form), headers });
  return { status: response.status, body: (await response.json()) as { readonly [name: string]: unknown } };
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'uwf-issuer-'));
});

afterEach(async () => {
  await Promise.all(running.map((issuer) => issuer.close()));
  running = [];
  await rm(directory, { recursive: true });
});

describe('a token of the development issuer', () => {
  test('issued in the process verifies through the discovery document', async () => {
    const issuer = await start();
    const token = await issuer.issueToken({ subject: 'partner-1', scopes: ['workflows:read'] });
    expect(await verifierOf(issuer.issuer).verify({ token })).toEqual({ subject: 'partner-1', scopes: new Set(['workflows:read']) });
  });

  test('ends when it was told to', async () => {
    const issuer = await start();
    const token = await issuer.issueToken({ subject: 'partner-1', scopes: [], expiresInSeconds: -60 });
    await expect(verifierOf(issuer.issuer).verify({ token })).rejects.toMatchObject({ code: 'UWF-4010' });
  });

  test('is had with client credentials in the form or in the header', async () => {
    const issuer = await start();
    const inForm = await askForToken(issuer, { grant_type: 'client_credentials', client_id: issuer.clientId, client_secret: issuer.clientSecret, scope: 'workflows:read' });
    expect(inForm).toMatchObject({ status: 200, body: { token_type: 'Bearer', scope: 'workflows:read' } });
    const basic = Buffer.from(`${issuer.clientId}:${issuer.clientSecret}`).toString('base64');
    const inHeader = await askForToken(issuer, { grant_type: 'client_credentials' }, { authorization: `Basic ${basic}` });
    expect(inHeader).toMatchObject({ status: 200, body: { scope: 'workflows:run workflows:read' } });
    expect(await verifierOf(issuer.issuer).verify({ token: String(inForm.body['access_token']) })).toEqual({ subject: issuer.clientId, scopes: new Set(['workflows:read']) });
  });

  test.each<[string, (issuer: DevelopmentIssuer) => { readonly [name: string]: string }, number, string]>([
    ['a wrong secret', (issuer) => ({ grant_type: 'client_credentials', client_id: issuer.clientId, client_secret: 'wrong' }), 401, 'invalid_client'],
    ['no credentials', () => ({ grant_type: 'client_credentials' }), 401, 'invalid_client'],
    ['another grant', (issuer) => ({ grant_type: 'password', client_id: issuer.clientId, client_secret: issuer.clientSecret }), 400, 'unsupported_grant_type'],
    ['a scope that the client may not have', (issuer) => ({ grant_type: 'client_credentials', client_id: issuer.clientId, client_secret: issuer.clientSecret, scope: 'workflows:admin' }), 400, 'invalid_scope'],
  ])('is not had with %s', async (_name, form, status, error) => {
    const issuer = await start();
    expect(await askForToken(issuer, form(issuer))).toEqual({ status, body: { error } });
  });

  test('is not had with a header that does not decode or a form that is too large', async () => {
    const issuer = await start();
    const basic = Buffer.from('%ZZ:x').toString('base64');
    expect(await askForToken(issuer, {}, { authorization: `Basic ${basic}` })).toMatchObject({ status: 400 });
    const response = await fetch(issuer.tokenEndpoint, { method: 'POST', body: 'x'.repeat(10_000) }).catch(() => undefined);
    expect(response?.status ?? 401).toBe(401);
  });
});

describe('the files of the development issuer', () => {
  test('are private and outlive a restart', async () => {
    const first = await start();
    await first.close();
    const second = await start();
    expect(second.clientSecret).toBe(first.clientSecret);
    expect(second.keySet).toEqual(first.keySet);
    for (const name of await readdir(directory)) expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  });

  test('are the same for two starts at once', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(first?.keySet).toEqual(second?.keySet);
    expect(first?.clientSecret).toBe(second?.clientSecret);
  });

  test('are refused when others may read them', async () => {
    await (await start()).close();
    await chmod(join(directory, 'development-issuer-key.json'), 0o644);
    await expect(start()).rejects.toMatchObject({ code: 'UWF-5005' });
  });

  test.each(['not JSON', '5', '{"kty":"RSA"}'])('are refused when the key is %s', async (text) => {
    await writeFile(join(directory, 'development-issuer-key.json'), text, { mode: 0o600 });
    const thrown: unknown = await start().catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'UWF-5005' });
    expect(String(thrown)).not.toContain('RSA');
  });

  test('never publish the private key', async () => {
    const issuer = await start();
    const text = await (await fetch(issuer.jwksUri)).text();
    expect(text).not.toContain('"d"');
  });
});

describe('the development issuer', () => {
  test.each(['0.0.0.0', '192.168.1.1', '::', 'example.com'])('does not listen on %s', async (host) => {
    await expect(start({ host })).rejects.toMatchObject({ code: 'UWF-5005' });
  });

  test('says so when its port is taken', async () => {
    const first = await start();
    await expect(start({ port: Number(new URL(first.issuer).port) })).rejects.toMatchObject({ code: 'UWF-5004' });
  });

  test('answers 404 for anything else', async () => {
    const issuer = await start();
    expect((await fetch(`${issuer.issuer}/other`)).status).toBe(404);
    expect((await fetch(issuer.tokenEndpoint)).status).toBe(404);
  });
});
