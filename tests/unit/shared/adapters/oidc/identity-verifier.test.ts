import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { createIdentityVerifier } from '#shared/adapters/oidc/index.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'uwf-api';
const NOW = Date.UTC(2026, 0, 1);

interface TestKey {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  readonly kid: string;
  readonly alg: string;
}

async function makeKey(alg: string): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, ...(alg === 'EdDSA' ? { crv: 'Ed25519' } : {}) });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { privateKey, kid, alg, jwk: { ...jwk, kid, alg, use: 'sig' } };
}

const key = await makeKey('ES256');
const others = await Promise.all(['RS256', 'PS256', 'EdDSA'].map(makeKey));
const stranger = await makeKey('ES256');
const keySet = { keys: [key.jwk, ...others.map((other) => other.jwk)] };

interface TokenShape {
  readonly key?: TestKey;
  readonly header?: object;
  readonly claims?: JWTPayload;
  readonly without?: readonly string[];
}

const seconds = NOW / 1_000;

async function token(shape: TokenShape = {}): Promise<string> {
  const signer = shape.key ?? key;
  const claims: JWTPayload = { iss: ISSUER, aud: AUDIENCE, sub: 'partner-1', iat: seconds, exp: seconds + 60, scope: 'workflows:run workflows:read', ...shape.claims };
  const kept = Object.fromEntries(Object.entries(claims).filter(([name]) => shape.without?.includes(name) !== true));
  return new SignJWT(kept).setProtectedHeader({ alg: signer.alg, kid: signer.kid, typ: 'at+jwt', ...shape.header }).sign(signer.privateKey);
}

function verifierOf(more: Partial<Parameters<typeof createIdentityVerifier>[0]> = {}) {
  return createIdentityVerifier({ issuer: ISSUER, audience: AUDIENCE, keys: { kind: 'local', keySet }, clock: { now: () => NOW }, ...more });
}

const verifier = verifierOf();

async function refusal(text: string, by = verifier): Promise<{ readonly code: string; readonly message: string }> {
  const error: unknown = await by.verify({ token: text }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UwfError)) throw new TypeError('expected a UwfError');
  return { code: error.code, message: error.message };
}

describe('a token is accepted', () => {
  test('with its subject and scopes', async () => {
    expect(await verifier.verify({ token: await token() })).toEqual({ subject: 'partner-1', scopes: new Set(['workflows:run', 'workflows:read']) });
  });

  test.each(others.map((other) => [other.alg, other] as const))('signed with %s', async (_alg, other) => {
    expect(await verifier.verify({ token: await token({ key: other }) })).toMatchObject({ subject: 'partner-1' });
  });

  test.each(['JWT', 'application/at+jwt', 'AT+JWT'])('of type %s', async (typ) => {
    expect(await verifier.verify({ token: await token({ header: { typ } }) })).toMatchObject({ subject: 'partner-1' });
  });

  test('whose audience is a list with ours in it', async () => {
    expect(await verifier.verify({ token: await token({ claims: { aud: ['other', AUDIENCE] } }) })).toMatchObject({ subject: 'partner-1' });
  });

  test('with scopes as a list in scp, without those that are no text, or with none', async () => {
    expect(await verifier.verify({ token: await token({ without: ['scope'], claims: { scp: ['a', 5, 'b', ''] } }) })).toMatchObject({ scopes: new Set(['a', 'b']) });
    expect(await verifier.verify({ token: await token({ without: ['scope'] }) })).toMatchObject({ scopes: new Set() });
    expect(await verifier.verify({ token: await token({ claims: { scope: { admin: true } } }) })).toMatchObject({ scopes: new Set() });
  });

  test('within the tolerance of clocks', async () => {
    expect(await verifier.verify({ token: await token({ claims: { exp: seconds - 29, nbf: seconds + 29, iat: seconds + 29 } }) })).toMatchObject({ subject: 'partner-1' });
  });
});

describe('a token is refused', () => {
  function encode(part: object): string {
    return Buffer.from(JSON.stringify(part)).toString('base64url');
  }

  test.each<[string, () => Promise<string> | string, string]>([
    ['that has no signature', () => new UnsecuredJWT({ sub: 'partner-1' }).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime('1h').encode(), 'UWF-4010'],
    ['with alg none and the rest as it should be', async () => `${encode({ alg: 'none', typ: 'at+jwt' })}.${(await token()).split('.')[1] ?? ''}.`, 'UWF-4010'],
    ['with alg NONE in capitals', async () => `${encode({ alg: 'NONE', typ: 'at+jwt' })}.${(await token()).split('.')[1] ?? ''}.`, 'UWF-4010'],
    ['that has expired', () => token({ claims: { exp: seconds - 31 } }), 'UWF-4010'],
    ['that never expires', () => token({ without: ['exp'] }), 'UWF-4010'],
    ['that is not valid yet', () => token({ claims: { nbf: seconds + 31 } }), 'UWF-4010'],
    ['that was issued in the future', () => token({ claims: { iat: seconds + 31 } }), 'UWF-4010'],
    ['of another issuer', () => token({ claims: { iss: `${ISSUER}/` } }), 'UWF-4010'],
    ['without issuer', () => token({ without: ['iss'] }), 'UWF-4010'],
    ['for another audience', () => token({ claims: { aud: 'uwf-api2' } }), 'UWF-4010'],
    ['for no audience', () => token({ without: ['aud'] }), 'UWF-4010'],
    ['without subject', () => token({ without: ['sub'] }), 'UWF-4010'],
    ['with an empty subject', () => token({ claims: { sub: '' } }), 'UWF-4010'],
    ['with a subject that is too long', () => token({ claims: { sub: 'x'.repeat(256) } }), 'UWF-4010'],
    ['with a line break in its subject', () => token({ claims: { sub: 'a\nb' } }), 'UWF-4010'],
    ['signed with a key that is not the issuer’s', () => token({ key: stranger }), 'UWF-4010'],
    ['signed with a strange key under a known kid', () => token({ key: { ...stranger, kid: key.kid } }), 'UWF-4010'],
    ['with a known key under another algorithm', async () => `${encode({ alg: 'RS256', kid: key.kid, typ: 'at+jwt' })}.${(await token()).split('.').slice(1).join('.')}`, 'UWF-4010'],
    ['signed with HS256 and the public key as secret', async () => new SignJWT({ sub: 'partner-1' }).setProtectedHeader({ alg: 'HS256', kid: key.kid, typ: 'at+jwt' }).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime(seconds + 60).sign(new TextEncoder().encode(JSON.stringify(key.jwk))), 'UWF-4010'],
    ['that brings its own key', () => token({ key: stranger, header: { jwk: stranger.jwk } }), 'UWF-4010'],
    ['that says where its keys are', () => token({ header: { jku: 'https://evil.example/jwks.json' } }), 'UWF-4010'],
    ['that says where its certificate is', () => token({ header: { x5u: 'https://evil.example/cert.pem' } }), 'UWF-4010'],
    ['that brings its own certificate', () => token({ header: { x5c: ['AAAA'] } }), 'UWF-4010'],
    ['with a critical header that is not known', async () => token({ header: { crit: ['b64'], b64: false } }), 'UWF-4010'],
    ['without type', () => token({ header: { typ: undefined } }), 'UWF-4010'],
    ['of another type', () => token({ header: { typ: 'secevent+jwt' } }), 'UWF-4010'],
    ['with a changed payload', async () => (await token()).replace(/\.[^.]+\./u, `.${encode({ sub: 'admin', iss: ISSUER, aud: AUDIENCE, exp: seconds + 60 })}.`), 'UWF-4010'],
    ['with a cut signature', async () => (await token()).slice(0, -4), 'UWF-4010'],
    ['that is no JWT', () => 'abc', 'UWF-4010'],
    ['that is empty', () => '', 'UWF-4010'],
    ['that is encrypted', () => 'a.b.c.d.e', 'UWF-4010'],
    ['that is too long', () => 'a'.repeat(8_193), 'UWF-4010'],
  ])('%s', async (_name, make, code) => {
    let text: string;
    try {
      text = await make();
    } catch {
      // jose refuses to sign some of these; what a foreign signer would make is the same header over a foreign signature.
      text = `${encode({ alg: 'ES256', kid: key.kid, typ: 'at+jwt', crit: ['b64'], b64: false })}.${(await token()).split('.').slice(1).join('.')}`;
    }
    expect(await refusal(text)).toMatchObject({ code });
  });

  test('without a word of what stands in it', async () => {
    const said = await refusal(await token({ claims: { sub: 'Erika', iss: 'https://erika.example' } }));
    expect(JSON.stringify(said)).not.toMatch(/erika/iu);
  });

  test('without kid when several keys of the issuer could fit', async () => {
    const second = await makeKey('ES256');
    const both = verifierOf({ keys: { kind: 'local', keySet: { keys: [key.jwk, second.jwk] } } });
    expect(await refusal(await token({ header: { kid: undefined } }), both)).toEqual({ code: 'UWF-4010', message: 'the token does not name the key that signed it' });
  });
});

describe('keys over HTTP', () => {
  let server: Server;
  let base = '';
  let answers: { [path: string]: { readonly status: number; readonly body: string } } = {};
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const answer = answers[request.url ?? ''] ?? { status: 404, body: '' };
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test('are fetched once from a given URL', async () => {
    answers = { '/keys': { status: 200, body: JSON.stringify(keySet) } };
    asked.length = 0;
    const remote = verifierOf({ keys: { kind: 'remote', url: `${base}/keys` } });
    await remote.verify({ token: await token() });
    await remote.verify({ token: await token() });
    expect(asked).toEqual(['/keys']);
  });

  test('are found through the discovery document of the issuer', async () => {
    answers = {
      '/.well-known/openid-configuration': { status: 200, body: JSON.stringify({ issuer: base, jwks_uri: `${base}/keys` }) },
      '/keys': { status: 200, body: JSON.stringify(keySet) },
    };
    const discovered = verifierOf({ issuer: base, keys: { kind: 'discovery' } });
    expect(await discovered.verify({ token: await token({ claims: { iss: base } }) })).toMatchObject({ subject: 'partner-1' });
  });

  test('that cannot be had are our fault, not the token’s, and are asked for again', async () => {
    answers = {};
    const discovered = verifierOf({ issuer: base, keys: { kind: 'discovery' } });
    const text = await token({ claims: { iss: base } });
    expect(await refusal(text, discovered)).toMatchObject({ code: 'UWF-5003' });
    answers = { '/.well-known/openid-configuration': { status: 200, body: JSON.stringify({ issuer: 'https://other.example', jwks_uri: `${base}/keys` }) } };
    expect(await refusal(text, discovered)).toMatchObject({ code: 'UWF-5003', message: 'the discovery document is of another issuer' });
    answers = { '/.well-known/openid-configuration': { status: 200, body: JSON.stringify({ issuer: base }) } };
    expect(await refusal(text, discovered)).toMatchObject({ code: 'UWF-5003', message: 'the discovery document names no keys' });
    answers = { '/.well-known/openid-configuration': { status: 200, body: 'not JSON' } };
    expect(await refusal(text, discovered)).toMatchObject({ code: 'UWF-5003' });
  });

  test.each([
    ['an error', { status: 500, body: '' }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['no key set', { status: 200, body: '{}' }],
  ])('whose URL answers with %s are our fault', async (_name, answer) => {
    answers = { '/keys': answer };
    expect(await refusal(await token(), verifierOf({ keys: { kind: 'remote', url: `${base}/keys` } }))).toMatchObject({ code: 'UWF-5003' });
  });

  test('at an address where nobody listens are our fault', async () => {
    expect(await refusal(await token(), verifierOf({ keys: { kind: 'remote', url: 'http://127.0.0.1:1/keys' } }))).toMatchObject({ code: 'UWF-5003' });
  });
});
