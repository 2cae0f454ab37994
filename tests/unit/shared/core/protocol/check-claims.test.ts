import { describe, expect, test } from 'vitest';
import { charactersMax, checkClaims, lifeSecondsMax, payloadHash, recordKeyOf, type ClaimsCheck } from '#shared/core/protocol/check-claims.ts';
import { COMMANDS, everyClaims, manifestClaims, NOW, NOW_SECONDS, resultClaims, runClaims, SITE, TENANT } from '#tests/support/door-parties.ts';

const CLOUD_SIGNER = { iss: 'dispatcher', may: ['run', 'cancel', 'manifest'] } as const;
const SITE_SIGNER = { iss: SITE, tid: TENANT, may: ['result', 'hello', 'credit'] } as const;
const SITE_ROLE = { names: [SITE, 'site-1-dr'], tenant: TENANT, accepts: ['run', 'cancel', 'manifest'] } as const;

function check(more: Partial<ClaimsCheck> = {}): ReturnType<typeof checkClaims> {
  const claims = more.claims ?? runClaims();
  return checkClaims({ claims, signer: CLOUD_SIGNER, role: SITE_ROLE, topic: claims.top, key: recordKeyOf(claims), now: NOW, ...more });
}

const hello = (more: object = {}) => ({ ...everyClaims()[6], ...more });

describe('checkClaims()', () => {
  test('finds nothing wrong with a message in its place and time', () => {
    expect(check()).toBeUndefined();
    expect(check({ claims: runClaims({ aud: 'site-1-dr' }) })).toBeUndefined();
    expect(check({ claims: manifestClaims() })).toBeUndefined();
  });

  test.each<readonly [string, string, Partial<ClaimsCheck>]>([
    ['issuer', 'whose key belongs to another', { signer: { ...CLOUD_SIGNER, iss: 'another' } }],
    ['issuer', 'whose key may not sign its type', { signer: { ...CLOUD_SIGNER, may: ['cancel'] } }],
    ['issuer', 'whose key is for another tenant', { signer: { ...CLOUD_SIGNER, tid: 'another' } }],
    ['audience', 'for another party', { claims: runClaims({ aud: 'site-2' }) }],
    ['audience', 'of a tenant that the reader does not serve', { claims: runClaims({ tid: 'another' }) }],
    ['topic', 'from another topic', { topic: 'uwf.test.bank.cmd.low' }],
    ['record-key', 'under another key', { key: 'x' }],
    ['time', 'from the future', { claims: runClaims({ iat: NOW_SECONDS + 61, exp: NOW_SECONDS + 70 }) }],
    ['time', 'that ends before it starts', { claims: runClaims({ exp: NOW_SECONDS - 1 }) }],
    ['time', 'that lives too long', { claims: runClaims({ exp: NOW_SECONDS + 901 }) }],
    ['expired', 'that is too old', { now: NOW + 960_000 }],
  ])('%s: refuses a message %s', (reject, _what, more) => {
    expect(check(more)).toBe(reject);
  });

  test('names the first check that fails', () => {
    const wrong = { claims: runClaims({ aud: 'site-2', exp: NOW_SECONDS + 901 }), topic: 'x', key: 'x' };
    expect(check({ ...wrong, signer: { ...CLOUD_SIGNER, iss: 'x' } })).toBe('issuer');
    expect(check(wrong)).toBe('audience');
    expect(check({ ...wrong, claims: runClaims({ exp: NOW_SECONDS + 901 }) })).toBe('topic');
    expect(check({ ...wrong, claims: runClaims({ exp: NOW_SECONDS + 901 }), topic: COMMANDS })).toBe('record-key');
    expect(check({ now: NOW + 960_000, key: 'x' })).toBe('record-key');
  });

  test('lets only the site itself speak of it', () => {
    const role = { names: ['dispatcher'], accepts: ['hello'] } as const;
    expect(check({ claims: hello(), signer: SITE_SIGNER, role })).toBeUndefined();
    expect(check({ claims: hello({ site: 'site-2' }), signer: SITE_SIGNER, role })).toBe('issuer');
  });

  test('serves every tenant that the signer may speak for when it has none of its own', () => {
    const role = { names: [SITE], accepts: ['run'] } as const;
    expect(check({ claims: runClaims({ tid: 'another' }), role })).toBeUndefined();
  });
});

describe('limits by type', () => {
  test('a command lives a quarter of an hour, a fact a week', () => {
    expect(everyClaims().map(({ typ }) => [typ, lifeSecondsMax(typ)])).toEqual(everyClaims().map(({ typ }) => [typ, typ === 'run' || typ === 'cancel' ? 900 : 604_800]));
  });

  test('only what may be a manifest may be as large as one', () => {
    expect(charactersMax(['run', 'cancel'])).toBe(262_144);
    expect(charactersMax(['run', 'manifest'])).toBe(1_000_000);
  });

  test('the record key is the execution, or the site', () => {
    expect(recordKeyOf(runClaims({ exe: 'e' }))).toBe('e');
    expect(recordKeyOf(manifestClaims({ site: 's' }))).toBe('s');
  });
});

describe('payloadHash()', () => {
  test('is the same for claims in any order, and differs with any claim or the body', () => {
    const claims = resultClaims();
    const turned = Object.fromEntries(Object.entries(claims).toReversed()) as unknown as typeof claims;
    expect(payloadHash({ claims: turned, body: '{}' })).toBe(payloadHash({ claims, body: '{}' }));
    const others = [payloadHash({ claims }), payloadHash({ claims, body: '' }), payloadHash({ claims, body: '{"a":1}' }), payloadHash({ claims: { ...claims, epoch: 2 }, body: '{}' })];
    expect(new Set([payloadHash({ claims, body: '{}' }), ...others]).size).toBe(5);
  });
});
