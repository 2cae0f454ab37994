import { CompactEncrypt, CompactSign, generateKeyPair, importJWK, type CompactJWEHeaderParameters } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSealer, createUnsealer, generateSealingKey, toPublicKeySet, type PrivateSealingKey } from '#shared/adapters/jose/index.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import { createCountingIdSource } from '#shared/adapters/memory/id-source.ts';
import { SEALED_PREFIX, readSealedHeader, sealedToJwe } from '#shared/core/tier/sealed.ts';
import type { Sealer, Unsealer } from '#shared/ports/sealer.ts';

const CONTEXT = { tid: 'bank', def: 'examples/antifraud', ptr: '/input/schema/document/properties/client_name', sub: 'partner-1' };
const SECRET = 'Aleksandra Petrova';
const MUTATIONS = 2_000;

let key: PrivateSealingKey;
let sealer: Sealer;
let unsealer: Unsealer;
let sealed: string;

beforeAll(async () => {
  key = await generateSealingKey();
  sealer = await createSealer({ key, clock: createManualClock(1_800_000_000_000), ids: createCountingIdSource() });
  unsealer = await createUnsealer({ keys: [key] });
  sealed = await sealer.seal({ value: SECRET, context: CONTEXT });
});

async function refusal(text: string): Promise<unknown> {
  return unsealer.unseal({ sealed: text }).then(
    () => 'opened',
    (error: unknown) => error,
  );
}

/** Every refusal looks the same: our code, none of the text. */
async function expectRefused(text: string): Promise<void> {
  const error = await refusal(text);
  expect(error).toMatchObject({ name: 'UwfError', code: 'UWF-4221' });
  expect(`${String(error)}${JSON.stringify(error)}`).not.toContain(SECRET);
}

/** Seals with a header of the attacker's choice to the bank's real key. */
async function forge(header: object, plaintext = new TextEncoder().encode(JSON.stringify(SECRET).padEnd(64))): Promise<string> {
  const [publicKey] = toPublicKeySet([key]).keys;
  const base = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', typ: 'uwf-sealed', ...CONTEXT, kid: key.kid, iat: 1, jti: 'x' };
  const protectedHeader: CompactJWEHeaderParameters = { ...base, ...header };
  const jwe = await new CompactEncrypt(plaintext).setProtectedHeader(protectedHeader).encrypt(await importJWK({ ...publicKey }, protectedHeader.alg));
  return SEALED_PREFIX + jwe;
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ';

/** A small generator, so that a failure can be repeated. */
function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

describe('a sealed value', () => {
  test('opens as it was sealed', async () => {
    expect(await unsealer.unseal({ sealed })).toMatchObject({ value: SECRET, header: CONTEXT });
  });

  test(`does not open after any of ${MUTATIONS} changes of one character`, async () => {
    const dice = createDice(7);
    for (let round = 0; round < MUTATIONS; round += 1) {
      const place = dice(sealed.length);
      const character = BASE64URL.charAt(dice(BASE64URL.length));
      const changed = sealed.slice(0, place) + character + sealed.slice(place + (dice(3) === 0 ? 0 : 1));
      if (changed !== sealed) expect(await refusal(changed), `at ${place}`).toMatchObject({ code: 'UWF-4221' });
    }
  }, 60_000);

  test('has one spelling: the unused bits of every part must be zero', async () => {
    const parts = sealedToJwe(sealed).split('.');
    for (const [index, part] of parts.entries()) {
      const last = BASE64URL.indexOf(part.slice(-1));
      if (part.length % 4 === 0) continue;
      const bent = parts.with(index, part.slice(0, -1) + BASE64URL.charAt(last + 1)).join('.');
      expect(Buffer.from(bent.split('.')[index] ?? '', 'base64url')).toEqual(Buffer.from(part, 'base64url'));
      await expectRefused(SEALED_PREFIX + bent);
    }
  });

  test.each(['tid', 'def', 'ptr', 'sub', 'iat', 'jti'])('cannot be given another %s', async (member) => {
    const [header = '', ...rest] = sealedToJwe(sealed).split('.');
    const claims = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as Record<string, unknown>;
    const changed = { ...claims, [member]: member === 'iat' ? 5 : '/other' };
    const moved = SEALED_PREFIX + [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.');
    expect(readSealedHeader(moved)).toMatchObject({ ok: true });
    await expectRefused(moved);
  });

  test('cannot be given parts of another sealed value', async () => {
    const other = sealedToJwe(await sealer.seal({ value: 'someone else, here', context: CONTEXT })).split('.');
    const own = sealedToJwe(sealed).split('.');
    for (const index of own.keys()) await expectRefused(SEALED_PREFIX + own.with(index, other[index] ?? '').join('.'));
  });
});

describe('a forged value', () => {
  test.each([
    ['without key wrapping', { alg: 'ECDH-ES' }],
    ['with another content algorithm', { enc: 'A128GCM' }],
    ['with a CBC content algorithm', { enc: 'A256CBC-HS512' }],
    ['with the identity of a party', { apu: 'QQ' }],
    ['with a URL for keys', { jku: 'https://attacker.example/keys' }],
    ['with a foreign key id', { kid: 'A'.repeat(43) }],
    ['of another type', { typ: 'JWT' }],
  ])('%s is refused', async (_what, header) => {
    await expectRefused(await forge(header));
  });

  test('sealed to another key under our key id is refused', async () => {
    const other = await generateSealingKey();
    const foreign = await createSealer({ key: { ...other, kid: key.kid }, clock: createManualClock(0), ids: createCountingIdSource() });
    await expectRefused(await foreign.seal({ value: SECRET, context: CONTEXT }));
  });

  test.each([
    ['that is not padded', new TextEncoder().encode(JSON.stringify(SECRET))],
    ['that is not JSON', new TextEncoder().encode('not json'.padEnd(64))],
    ['that is not UTF-8', new Uint8Array(64).fill(0xff)],
    ['that starts with a byte order mark', new TextEncoder().encode(`\ufeff${' '.repeat(61)}`)],
  ])('with a plaintext %s is refused', async (_what, plaintext) => {
    await expectRefused(await forge({}, plaintext));
  });

  test('that is signed, not encrypted, is refused', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const jws = await new CompactSign(new TextEncoder().encode(JSON.stringify(SECRET))).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    await expectRefused(SEALED_PREFIX + jws);
  });

  test.each(['', 'Aleksandra Petrova', SEALED_PREFIX, `${SEALED_PREFIX}....`, `${SEALED_PREFIX}${'A'.repeat(100_000)}`])('that is no sealed value at all is refused: %#', async (text) => {
    await expectRefused(text);
  });
});
