import { describe, expect, test } from 'vitest';
import { generatePrivateKey } from '#shared/adapters/jose/index.ts';
import { addKeys, compareRings, formatRing, KEY_LEAD_SECONDS_MIN, KEY_RETENTION_SECONDS_DEFAULT, revokeKeys, startRing, withReleaseKey } from '#shared/core/protocol/ring-change.ts';
import { keyStateOf, type KeyCard, type KeyRing } from '#shared/core/protocol/ring.ts';
import { cardOf } from '#tests/support/door-parties.ts';

const NOW = 1_800_000_000;
const newRelease = () => {
  const { kid, jwk } = generatePrivateKey('ES256');
  return { kid, jwk, alg: 'ES256' } as const;
};
const newCard = (more: Partial<KeyCard> = {}): KeyCard => ({ ...cardOf(generatePrivateKey('ES256'), { iss: 'site-1', tid: 'bank', may: ['result'] }), ...more });

const release = newRelease();
const old = newCard();
const first: KeyRing = startRing(release, { cards: [old], now: NOW });
const key = (ring: KeyRing, card: KeyCard) => ring.keys.find(({ kid }) => kid === card.kid);

describe('startRing()', () => {
  test('is version 1, with keys that are in use at once', () => {
    expect(first).toMatchObject({ v: 1, version: 1, at: NOW, release: [release], revoked: [] });
    expect(key(first, old)).toEqual({ ...old, nbf: NOW, exp: NOW + 31_536_000 });
  });
});

describe('addKeys()', () => {
  const fresh = newCard();
  const later = NOW + 1_000;
  const ring = addKeys(first, { cards: [fresh], now: later });

  test('publishes a new key a quarter of an hour and the skew of clocks before its first use', () => {
    expect(KEY_LEAD_SECONDS_MIN).toBe(15 * 60 + 60);
    expect(ring.version).toBe(2);
    expect(key(ring, fresh)?.nbf).toBe(later + KEY_LEAD_SECONDS_MIN);
    expect(keyStateOf(ring, { ...fresh, nbf: later + KEY_LEAD_SECONDS_MIN, exp: Infinity }, later * 1_000)).toBe('upcoming');
  });

  test('lets the old key verify until what it signed cannot be alive any more', () => {
    const end = later + KEY_LEAD_SECONDS_MIN + KEY_RETENTION_SECONDS_DEFAULT;
    expect(key(ring, old)?.exp).toBe(end);
    expect(end - later).toBeGreaterThan(604_800);
    const used = (later + KEY_LEAD_SECONDS_MIN) * 1_000;
    expect(ring.keys.map((record) => keyStateOf(ring, record, used - 1))).toEqual(['current', 'upcoming']);
    expect(ring.keys.map((record) => keyStateOf(ring, record, used))).toEqual(['verify-only', 'current']);
  });

  test('touches no key of another purpose', () => {
    const others = [newCard({ iss: 'site-2' }), newCard({ tid: 'other' }), newCard({ may: ['beat'] })];
    const wide = addKeys(addKeys(first, { cards: others, now: NOW, isAtOnce: true }), { cards: [fresh], now: later });
    for (const card of others) expect(key(wide, card)?.exp).toBe(NOW + 31_536_000);
  });

  test('never lengthens the life of a key', () => {
    const short = startRing(release, { cards: [old], now: NOW, lifeSeconds: 2_000 });
    expect(key(addKeys(short, { cards: [fresh], now: later }), old)?.exp).toBe(NOW + 2_000);
  });

  test('puts a key into use at once when it is told to', () => {
    expect(key(addKeys(first, { cards: [fresh], now: later, isAtOnce: true }), fresh)?.nbf).toBe(later);
  });

  test('keeps a key that is known as it is, and leaves out what has ended', () => {
    expect(key(addKeys(first, { cards: [old], now: later }), old)).toEqual(key(first, old));
    expect(key(addKeys(first, { cards: [], now: NOW + 31_536_000 + 60 }), old)).toBeUndefined();
    expect(key(addKeys(first, { cards: [], now: NOW + 31_536_000 + 59 }), old)).toBeDefined();
  });
});

describe('revokeKeys()', () => {
  test('adds keys to those that are accepted no more', () => {
    const revoked = revokeKeys(first, [old.kid], NOW + 5);
    expect(revoked).toMatchObject({ ok: true, value: { version: 2, at: NOW + 5, revoked: [old.kid], keys: first.keys } });
    expect(revokeKeys(first, [release.kid, old.kid, old.kid], NOW)).toMatchObject({ ok: true, value: { revoked: [release.kid, old.kid] } });
  });

  test('names a key that the ring does not have', () => {
    expect(revokeKeys(first, [old.kid, 'x'], NOW)).toEqual({ ok: false, error: 'x' });
  });
});

describe('withReleaseKey()', () => {
  test('puts the one that signs first and keeps the earlier ones', () => {
    const next = newRelease();
    expect(withReleaseKey(first, next).release).toEqual([next, release]);
    expect(withReleaseKey(first, release)).toEqual(first);
  });
});

describe('compareRings()', () => {
  test('lets a ring be replaced by a later version only', () => {
    const second = addKeys(first, { cards: [newCard()], now: NOW });
    expect(compareRings(first, second)).toBe('newer');
    expect(compareRings(second, first)).toBe('older');
    expect(compareRings(second, structuredClone(second))).toBe('same');
    expect(compareRings(second, { ...second, revoked: [old.kid] })).toBe('conflict');
  });
});

describe('formatRing()', () => {
  test('does not depend on the order of members', () => {
    const turned = Object.fromEntries(Object.entries(first).toReversed()) as unknown as KeyRing;
    expect(formatRing(turned)).toBe(formatRing(first));
  });
});
