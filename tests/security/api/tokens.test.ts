import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttpHost, type HttpHost } from '#functions/node-host/index.ts';
import { SCOPES } from '#functions/operations/operation.ts';
import { operations } from '#functions/operations/table.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createIdentityVerifier, startDevelopmentIssuer, type DevelopmentIssuer } from '#shared/adapters/oidc/index.ts';
import { createTestPorts } from '#tests/support/api/test-api.ts';

let directory = '';
let issuer: DevelopmentIssuer;
let host: HttpHost;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'uwf-tokens-'));
  issuer = await startDevelopmentIssuer({ directory, audience: 'uwf-api', scopes: SCOPES, clock: systemClock, ids: randomIdSource });
  const identity = createIdentityVerifier({ issuer: issuer.issuer, audience: 'uwf-api', keys: { kind: 'discovery' }, clock: systemClock });
  const { ports } = await createTestPorts({}, { identity });
  host = await startHttpHost({ operations, ports, host: '127.0.0.1', port: 0, logger: ports.logger });
});

afterAll(async () => {
  await host.close();
  await issuer.close();
  await rm(directory, { recursive: true });
});

const LIST = '/api/workflows/list';

async function statusWith(authorization: string | undefined): Promise<{ readonly status: number; readonly code?: unknown }> {
  const response = await fetch(host.url + LIST, authorization === undefined ? {} : { headers: { authorization } });
  if (response.status === 200) return { status: 200 };
  const { code }: { readonly code?: unknown } = JSON.parse(await response.text());
  return { status: response.status, code };
}

function claims(): JWTPayload {
  const now = Math.floor(Date.now() / 1_000);
  return { iss: issuer.issuer, aud: 'uwf-api', sub: 'partner-1', iat: now, exp: now + 60, scope: SCOPES.join(' ') };
}

async function foreignToken(header: object, more: JWTPayload = {}): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256');
  return new SignJWT({ ...claims(), ...more }).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header }).sign(privateKey);
}

describe('over HTTP, with keys from the issuer’s own key set', () => {
  test('a token from the token endpoint opens the API', async () => {
    const response = await fetch(issuer.tokenEndpoint, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: issuer.clientId, client_secret: issuer.clientSecret }) });
    const { access_token: token }: { readonly access_token: string } = JSON.parse(await response.text());
    expect(await statusWith(`Bearer ${token}`)).toEqual({ status: 200 });
  });

  test('a token made in the process opens the API', async () => {
    expect(await statusWith(`Bearer ${await issuer.issueToken({ subject: 'partner-1', scopes: ['definitions:read'] })}`)).toEqual({ status: 200 });
  });

  test.each<[string, () => Promise<string | undefined> | string]>([
    ['none', async () => undefined],
    ['one without signature', () => `Bearer ${new UnsecuredJWT(claims()).encode()}`],
    ['one that has expired', async () => `Bearer ${await issuer.issueToken({ subject: 'a', scopes: SCOPES, expiresInSeconds: -3_600 })}`],
    ['one signed by somebody else', async () => `Bearer ${await foreignToken({})}`],
    ['one signed by somebody else under the issuer’s kid', async () => `Bearer ${await foreignToken({ kid: issuer.keySet.keys[0]?.kid })}`],
    ['one for another audience', async () => `Bearer ${await foreignToken({}, { aud: 'other' })}`],
    ['one of another issuer', async () => `Bearer ${await foreignToken({}, { iss: 'https://other.example' })}`],
    ['one signed with HS256 and the public key', async () => `Bearer ${await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...(issuer.keySet.keys[0]?.kid === undefined ? {} : { kid: issuer.keySet.keys[0].kid }) }).sign(new TextEncoder().encode(JSON.stringify(issuer.keySet.keys[0])))}`],
    ['one that points to other keys', async () => `Bearer ${await foreignToken({ jku: `${issuer.issuer}/jwks.json` })}`],
    ['a good one with a changed character', async () => `Bearer ${(await issuer.issueToken({ subject: 'a', scopes: SCOPES })).replace(/.{6}$/u, 'AAAAAA')}`],
    ['the client secret', () => `Bearer ${issuer.clientSecret}`],
    ['Basic credentials', () => `Basic ${Buffer.from(`${issuer.clientId}:${issuer.clientSecret}`).toString('base64')}`],
    ['a very long one', () => `Bearer ${'a'.repeat(12_000)}`],
  ])('%s is 401', async (_name, make) => {
    expect(await statusWith(await make())).toEqual({ status: 401, code: 'UWF-4010' });
  });

  test('a token in the query is not looked at, and is refused as an unknown parameter', async () => {
    const token = await issuer.issueToken({ subject: 'a', scopes: SCOPES });
    expect((await fetch(`${host.url}${LIST}?access_token=${token}`)).status).toBe(401);
  });
});
