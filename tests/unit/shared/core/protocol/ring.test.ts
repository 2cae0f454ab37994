import { describe, expect, test } from 'vitest';
import { findVerificationKey, findWritingKey, hasSamePurpose, keyStateOf, type KeyRecord, type KeyRing } from '#shared/core/protocol/ring.ts';

const EC = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const;
const DAY = 86_400;
const START = 1_800_000_000;

function signer(kid: string, more: Partial<KeyRecord> = {}): KeyRecord {
  return { kid, jwk: EC, alg: 'ES256', use: 'sig', iss: 'site-1', tid: 'bank', may: ['result'], nbf: START, exp: START + DAY, ...more };
}

function ringOf(keys: readonly KeyRecord[], revoked: readonly string[] = []): KeyRing {
  return { v: 1, version: 1, at: START, release: [], keys, revoked };
}

const at = (seconds: number): number => (START + seconds) * 1_000;
const WISH = { use: 'sig', iss: 'site-1', tid: 'bank', typ: 'result' } as const;

describe('findVerificationKey()', () => {
  const ring = ringOf([signer('a'), signer('lost'), signer('box', { use: 'enc', may: [] })], ['lost']);

  test.each([
    [-61, undefined],
    [-60, 'a'],
    [0, 'a'],
    [DAY + 59, 'a'],
    [DAY + 60, undefined],
  ])('%d seconds after its first use a key is %s, with a minute for clocks that differ', (seconds, kid) => {
    expect(findVerificationKey(ring, 'a', at(seconds))?.kid).toBe(kid);
  });

  test.each(['lost', 'box', 'unknown'])('a key that is revoked, for encryption or unknown verifies nothing: %s', (kid) => {
    expect(findVerificationKey(ring, kid, at(10))).toBeUndefined();
  });
});

describe('findWritingKey()', () => {
  test('takes the key that was first used last, from its first second on', () => {
    const ring = ringOf([signer('old'), signer('new', { nbf: START + 100 })]);
    expect(findWritingKey(ring, WISH, at(99))?.kid).toBe('old');
    expect(findWritingKey(ring, WISH, at(100))?.kid).toBe('new');
    expect(findWritingKey(ringOf(ring.keys.toReversed()), WISH, at(100))?.kid).toBe('new');
  });

  test('takes the one that was added last when two came at once', () => {
    const keys = [signer('b'), signer('a')];
    expect(findWritingKey(ringOf(keys), WISH, at(0))?.kid).toBe('a');
    expect(keys.map((key) => keyStateOf(ringOf(keys), key, at(0)))).toEqual(['verify-only', 'current']);
  });

  test.each<readonly [string, KeyRing, Partial<Parameters<typeof findWritingKey>[1]>]>([
    ['of another owner', ringOf([signer('a')]), { iss: 'site-2' }],
    ['of another tenant', ringOf([signer('a')]), { tid: 'other' }],
    ['for another use', ringOf([signer('a')]), { use: 'enc' }],
    ['that may not sign the type', ringOf([signer('a')]), { typ: 'run' }],
    ['that the writer does not hold', ringOf([signer('a')]), { among: ['b'] }],
    ['that is revoked', ringOf([signer('a')], ['a']), {}],
    ['that has ended', ringOf([signer('a', { exp: START + 50 })]), {}],
  ])('takes no key %s', (_what, ring, more) => {
    expect(findWritingKey(ring, { ...WISH, ...more }, at(50))).toBeUndefined();
  });

  test('takes a key for all tenants, and one that the writer holds', () => {
    const { tid: _, ...forAll } = signer('a');
    expect(findWritingKey(ringOf([forAll, signer('b', { nbf: START + 1 })]), { ...WISH, among: ['a'] }, at(50))?.kid).toBe('a');
  });
});

describe('keyStateOf()', () => {
  test.each([
    ['upcoming', 'new', 99],
    ['current', 'new', 100],
    ['current', 'old', 99],
    ['verify-only', 'old', 100],
    ['expired', 'old', DAY],
    ['revoked', 'lost', 0],
    ['current', 'other', 100],
  ])('is %s for %s after %d seconds', (state, kid, seconds) => {
    const keys = [signer('old'), signer('new', { nbf: START + 100, exp: START + 2 * DAY }), signer('lost', { nbf: START + 10 }), signer('other', { iss: 'site-2' })];
    const record = keys.find((key) => key.kid === kid) ?? signer('none');
    expect(keyStateOf(ringOf(keys, ['lost']), record, at(seconds))).toBe(state);
  });
});

describe('hasSamePurpose()', () => {
  test('asks for owner, use, tenant and rights', () => {
    expect(hasSamePurpose(signer('a', { may: ['result', 'beat'] }), signer('b', { may: ['beat', 'result'] }))).toBe(true);
    for (const more of [{ iss: 'x' }, { tid: 'x' }, { use: 'enc' as const }, { may: ['beat'] as const }, { may: ['result', 'beat'] as const }]) expect(hasSamePurpose(signer('a'), signer('b', more))).toBe(false);
  });
});
