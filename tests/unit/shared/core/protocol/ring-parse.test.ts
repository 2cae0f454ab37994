import { calculateJwkThumbprint } from 'jose';
import { describe, expect, test } from 'vitest';
import { formatRing } from '#shared/core/protocol/ring-change.ts';
import { jwkThumbprint, parseKeyCard, parsePublicJwk, parseReleaseKey, parseRing } from '#shared/core/protocol/ring-parse.ts';
import type { KeyRing } from '#shared/core/protocol/ring.ts';
import { createDoorParties } from '#tests/support/door-parties.ts';

const { ring, site, release } = createDoorParties('ES256');
const [first, second] = ring.keys;
const other = createDoorParties('Ed25519').ring;

const parse = (more: object): ReturnType<typeof parseRing> => parseRing(JSON.stringify({ ...ring, ...more }));
const withKey = (more: object): ReturnType<typeof parseRing> => parse({ keys: [{ ...first, ...more }] });

describe('parseRing()', () => {
  test.each<readonly [string, KeyRing]>([['ES256', ring], ['Ed25519', other]])('reads what formatRing() writes, with keys for %s', (_alg, written) => {
    expect(parseRing(formatRing(written))).toEqual({ ok: true, value: written });
  });

  test.each([
    ['not JSON', '{'],
    ['not JSON', '[]'],
    ['not JSON', '{"v":1,"v":1}'],
    ['not JSON', ' '.repeat(1_000_001)],
    ['not a ring of version 1', '{}'],
    ['not a ring of version 1', JSON.stringify({ ...ring, v: 2 })],
    ['not a ring of version 1', JSON.stringify({ ...ring, version: 0 })],
    ['not a ring of version 1', JSON.stringify({ ...ring, at: -1 })],
    ['not a ring of version 1', JSON.stringify({ ...ring, more: 1 })],
  ])('refuses %s: %#', (error, text) => {
    expect(parseRing(text)).toEqual({ ok: false, error });
  });

  test.each([
    ['a kid that is not its thumbprint', { kid: second?.kid }],
    ['a private member', { jwk: { ...first?.jwk, d: site[0]?.d } }],
    ['a key of another curve', { jwk: { ...first?.jwk, crv: 'P-384' } }],
    ['an algorithm that the key does not fit', { alg: 'Ed25519' }],
    ['an algorithm that is not known', { alg: 'RS256' }],
    ['a signing key without rights', { may: [] }],
    ['rights that are not known', { may: ['everything'] }],
    ['a right twice', { may: ['run', 'run'] }],
    ['an encryption key with rights', { use: 'enc', alg: 'ECDH-ES+A256KW' }],
    ['an encryption key that signs', { use: 'enc', alg: 'ES256', may: [] }],
    ['a use that is not known', { use: 'all' }],
    ['an end before its start', { exp: 1 }],
    ['a time that is no whole number', { nbf: 0.5 }],
    ['an owner with a space', { iss: 'site 1' }],
    ['an empty tenant', { tid: '' }],
    ['a member that is not known', { root: true }],
  ])('refuses a key with %s', (_what, more) => {
    expect(withKey(more)).toEqual({ ok: false, error: 'a key is malformed' });
  });

  test.each([
    ['keys that are no list', { keys: {} }],
    ['too many keys', { keys: Array.from({ length: 1_001 }, () => first) }],
    ['no release key', { release: [] }],
    ['a release key with more members', { release: [{ ...ring.release[0], may: [] }] }],
    ['a revocation that is no thumbprint', { revoked: ['all'] }],
  ])('refuses %s', (_what, more) => {
    expect(parse(more)).toEqual({ ok: false, error: 'a key is malformed' });
  });

  test('refuses one key twice, also as a release key', () => {
    expect(parse({ keys: [first, first] })).toEqual({ ok: false, error: 'two keys have the same kid' });
    expect(parse({ release: [{ kid: first?.kid, jwk: first?.jwk, alg: first?.alg }] })).toEqual({ ok: false, error: 'two keys have the same kid' });
  });
});

describe('keys by themselves', () => {
  test('jwkThumbprint() is that of RFC 7638', async () => {
    for (const key of [...ring.keys, ...other.keys]) expect(jwkThumbprint(key.jwk)).toBe(await calculateJwkThumbprint({ ...key.jwk }));
  });

  test('parseKeyCard() takes a card, and nothing with times or without rights', () => {
    const { nbf: _, exp: __, ...card } = ring.keys[2] ?? ring.keys[0] ?? { nbf: 0, exp: 0 };
    expect(parseKeyCard(JSON.parse(JSON.stringify(card)))).toEqual(card);
    expect(parseKeyCard(JSON.parse(JSON.stringify({ ...card, nbf: 1 })))).toBeUndefined();
    expect(parseKeyCard(JSON.parse(JSON.stringify({ ...card, may: [] })))).toBeUndefined();
    expect(parseKeyCard(null)).toBeUndefined();
  });

  test('parseReleaseKey() takes a key that signs', () => {
    const record = { kid: release.kid, alg: release.alg, jwk: { ...release.jwk } };
    expect(parseReleaseKey(record)).toEqual(record);
    for (const more of [{ alg: 'ECDH-ES+A256KW' }, { alg: 'Ed25519' }, { kid: 'x' }, { jwk: null }]) expect(parseReleaseKey({ ...record, ...more })).toBeUndefined();
    expect(parseReleaseKey('key')).toBeUndefined();
  });

  test('parsePublicJwk() takes no coordinate of another length or spelling', () => {
    const jwk = { ...ring.keys[0]?.jwk };
    expect(parsePublicJwk(jwk)).toEqual(jwk);
    for (const x of ['', 'A', `${'A'.repeat(42)}B`, 'A'.repeat(44), 1]) expect(parsePublicJwk({ ...jwk, x })).toBeUndefined();
    expect(parsePublicJwk({ ...other.keys[0]?.jwk, y: 'A'.repeat(43) })).toBeUndefined();
  });
});
