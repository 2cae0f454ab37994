import { describe, expect, test } from 'vitest';
import { CLOUD_MAY, createEnvelopeReader, createEnvelopeWriter, generatePrivateKey } from '#shared/adapters/jose/index.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { addKeys, KEY_LEAD_SECONDS_MIN, KEY_RETENTION_SECONDS_DEFAULT, revokeKeys } from '#shared/core/protocol/ring-change.ts';
import type { KeyRing } from '#shared/core/protocol/ring.ts';
import { cardOf, CLOUD, createDoorParties, heldKeys, NOW, resultClaims, runClaims, SITE, TENANT } from '#tests/support/door-parties.ts';

const ROLE = { names: [SITE], tenant: TENANT, accepts: CLOUD_MAY };
const BODY = { arguments: { amount: 1 } };
const headerOf = (text: string): { readonly kid: string } => JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString('utf8')) as { kid: string };
const boxKidOf = (text: string): string => headerOf((JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('utf8')) as { box: string }).box).kid;

/** Both sides over one ring that can be replaced, each of the sides seeing it with a delay of its own. */
function openSides() {
  const parties = createDoorParties();
  const clock = createManualClock(NOW);
  const state: { writers: KeyRing; readers: KeyRing; cloud: typeof parties.cloud; site: typeof parties.site } = { writers: parties.ring, readers: parties.ring, cloud: parties.cloud, site: parties.site };
  const writer = createEnvelopeWriter({ ring: { current: async () => state.writers }, keys: { signing: async () => heldKeys(state.cloud).signing() }, clock });
  const reader = createEnvelopeReader({ ring: { current: async () => state.readers }, keys: { opening: async () => heldKeys(state.site).opening() }, role: ROLE });
  const claimsNow = () => runClaims({ iat: clock.now() / 1_000, exp: clock.now() / 1_000 + 900 });
  const read = (claims: ReturnType<typeof runClaims>, text: string) => reader.read({ text, topic: claims.top, key: claims.exe, now: clock.now(), seen: async () => undefined });
  return { parties, clock, state, writer, read, claimsNow };
}

describe('keys that change while messages fly', () => {
  test('every message arrives before, during and after a rotation of both keys, whoever hears of it first', async () => {
    const { parties, clock, state, writer, read, claimsNow } = openSides();
    const [oldSigner] = parties.cloud;
    const signer = generatePrivateKey('ES256');
    const opener = generatePrivateKey('ECDH-ES+A256KW');
    const cards = [cardOf(signer, { iss: CLOUD, may: CLOUD_MAY }), cardOf(opener, { iss: SITE, tid: TENANT, may: [] })];
    const rotated = addKeys(parties.ring, { cards, now: NOW / 1_000 });
    const signedBy = new Map<string, number>();
    const boxedTo = new Map<string, number>();
    const flying: { readonly claims: ReturnType<typeof runClaims>; readonly text: string }[] = [];
    // The private halves are there first; the ring reaches the writer after 10 s and the readers after 60 s.
    state.cloud = [...parties.cloud, signer];
    state.site = [...parties.site, opener];
    for (let second = 0; second < KEY_LEAD_SECONDS_MIN + 120; second += 10) {
      if (second === 10) state.writers = rotated;
      if (second === 60) state.readers = rotated;
      const claims = claimsNow();
      const text = await writer.write({ claims, body: BODY });
      signedBy.set(headerOf(text).kid, (signedBy.get(headerOf(text).kid) ?? 0) + 1);
      boxedTo.set(boxKidOf(text), (boxedTo.get(boxKidOf(text)) ?? 0) + 1);
      flying.push({ claims, text });
      // What was written half a minute ago arrives now.
      const late = flying.at(-4);
      if (late !== undefined) expect(await read(late.claims, late.text), `after ${second} s`).toMatchObject({ ok: true, body: BODY });
      expect(await read(claims, text), `after ${second} s`).toMatchObject({ ok: true, body: BODY });
      clock.advance(10_000);
    }
    expect([...signedBy.keys()]).toEqual([oldSigner?.kid, signer.kid]);
    expect([...boxedTo.keys()]).toEqual([parties.site[1]?.kid, opener.kid]);
    expect(signedBy.get(signer.kid)).toBe(12);
  });

  test('a replaced key verifies until its retention ends, and not after', async () => {
    const { parties, clock, state, writer, read, claimsNow } = openSides();
    const signer = generatePrivateKey('ES256');
    const old = claimsNow();
    const text = await writer.write({ claims: old, body: BODY });
    state.readers = addKeys(parties.ring, { cards: [cardOf(signer, { iss: CLOUD, may: CLOUD_MAY })], now: NOW / 1_000 });
    clock.advance((KEY_LEAD_SECONDS_MIN + KEY_RETENTION_SECONDS_DEFAULT) * 1_000);
    expect(await read(old, text)).toMatchObject({ ok: false, reject: 'expired' });
    clock.advance(60_000);
    expect(await read(old, text)).toEqual({ ok: false, reject: 'unknown-key' });
  });

  test('a key that is revoked verifies nothing and writes nothing', async () => {
    const { parties, state, writer, read, claimsNow } = openSides();
    const claims = claimsNow();
    const text = await writer.write({ claims });
    const revoked = revokeKeys(parties.ring, [parties.cloud[0]?.kid ?? ''], NOW / 1_000);
    if (!revoked.ok) throw new TypeError('the ring has it');
    state.readers = revoked.value;
    expect(await read(claims, text)).toEqual({ ok: false, reject: 'unknown-key' });
    state.writers = revoked.value;
    await expect(writer.write({ claims: claimsNow() })).rejects.toMatchObject({ code: 'UWF-5007' });
  });

  test('a box to a key whose private half is not here is refused by its code', async () => {
    const { parties, state, writer, read, claimsNow } = openSides();
    const claims = claimsNow();
    const text = await writer.write({ claims, body: BODY });
    state.site = parties.site.slice(0, 1);
    expect(await read(claims, text)).toEqual({ ok: false, reject: 'box-key' });
  });
});

describe('keys that cannot be used', () => {
  const failing = async (): Promise<never> => {
    throw new UwfError('UWF-5007', 'the HSM is away');
  };

  test('stop the writer, which may try again', async () => {
    const { parties, clock, writer } = openSides();
    await expect(writer.write({ claims: resultClaims() })).rejects.toMatchObject({ code: 'UWF-5007' });
    await expect(writer.write({ claims: runClaims({ aud: 'site-2' }), body: BODY })).rejects.toMatchObject({ code: 'UWF-5007' });
    const ring = { current: async () => parties.ring };
    const signing = (await heldKeys(parties.cloud).signing()).map((key) => ({ ...key, sign: failing }));
    await expect(createEnvelopeWriter({ ring, keys: { signing: async () => signing }, clock }).write({ claims: runClaims() })).rejects.toMatchObject({ code: 'UWF-5007' });
    await expect(createEnvelopeWriter({ ring: { current: failing }, keys: heldKeys(parties.cloud), clock }).write({ claims: runClaims() })).rejects.toMatchObject({ code: 'UWF-5007' });
  });

  test('stop the reader, which must not take the record for a bad one', async () => {
    const { parties, writer } = openSides();
    const claims = runClaims();
    const text = await writer.write({ claims, body: BODY });
    const ring = { current: async () => parties.ring };
    const opening = (await heldKeys(parties.site).opening()).map((key) => ({ ...key, open: failing }));
    const request = { text, topic: claims.top, key: claims.exe, now: NOW, seen: async () => undefined };
    await expect(createEnvelopeReader({ ring, keys: { opening: async () => opening }, role: ROLE }).read(request)).rejects.toMatchObject({ code: 'UWF-5007' });
    await expect(createEnvelopeReader({ ring: { current: failing }, keys: heldKeys(parties.site), role: ROLE }).read(request)).rejects.toMatchObject({ code: 'UWF-5007' });
  });

  test('are told when a public key of the ring is no point of its curve', async () => {
    const { parties, clock } = openSides();
    const [first, second, third, fourth] = parties.ring.keys;
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) throw new TypeError('the ring has four keys');
    const bent = { ...parties.ring, keys: [first, second, third, { ...fourth, jwk: { kty: 'EC', crv: 'P-256', x: KEY_X, y: KEY_X } as const }] };
    const writer = createEnvelopeWriter({ ring: { current: async () => bent }, keys: heldKeys(parties.cloud), clock });
    await expect(writer.write({ claims: runClaims(), body: BODY })).rejects.toMatchObject({ code: 'UWF-5007' });
  });
});

const KEY_X = Buffer.alloc(32, 1).toString('base64url');
