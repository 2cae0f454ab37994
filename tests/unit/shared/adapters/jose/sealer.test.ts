import fc from 'fast-check';
import { compactDecrypt, decodeProtectedHeader, importJWK } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSealer, createUnsealer, generateSealingKey, type PrivateSealingKey } from '#shared/adapters/jose/index.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import { createCountingIdSource } from '#shared/adapters/memory/id-source.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { SEALED_CHARACTERS_MAX, SEALED_PLAIN_BYTES_MAX, SEALED_PREFIX, readSealedHeader, sealedToJwe } from '#shared/core/tier/sealed.ts';
import type { SealContext, Sealer, Unsealer } from '#shared/ports/sealer.ts';

const NOW = Date.parse('2027-01-02T03:04:05.678Z');
const CONTEXT: SealContext = { tid: 'bank', def: 'examples/antifraud', ptr: '/input/schema/document/properties/client_name', sub: 'partner-1' };

let key: PrivateSealingKey;
let sealer: Sealer;
let unsealer: Unsealer;

beforeAll(async () => {
  key = await generateSealingKey();
  sealer = await createSealer({ key, clock: createManualClock(NOW), ids: createCountingIdSource() });
  unsealer = await createUnsealer({ keys: [key] });
});

async function plaintextOf(sealed: string): Promise<Uint8Array> {
  const { plaintext } = await compactDecrypt(sealedToJwe(sealed), await importJWK({ ...key }, key.alg));
  return plaintext;
}

describe('seal() and unseal()', () => {
  test('give back any JSON value, with the header that it was sealed under', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), async (raw, sub) => {
        const value = JSON.parse(JSON.stringify(raw)) as JsonValue;
        const context = { ...CONTEXT, sub, exe: 'run-1' };
        const opened = await unsealer.unseal({ sealed: await sealer.seal({ value, context }) });
        expect(opened.value).toEqual(value);
        expect(opened.header).toMatchObject({ ...context, kid: key.kid, iat: Math.floor(NOW / 1_000) });
      }),
      { numRuns: 60 },
    );
  });

  test.each<[string, JsonValue]>([
    ['Kazakh, Arabic, Chinese and combining marks', 'Әлия Құдайбергенқызы · عبد الرحمن · 王小明 · Zoë'],
    ['emoji made of several code points', '👩🏽‍💻🇰🇿'],
    ['quotes, backslashes and line breaks', 'a "b" \\ c\n\r\t\u2028\u0000'],
    ['a lone surrogate', '\ud800'],
    ['a member named __proto__', JSON.parse('{"__proto__": {"a": 1}}') as JsonValue],
  ])('keep %s', async (_what, value) => {
    const { value: opened } = await unsealer.unseal({ sealed: await sealer.seal({ value, context: CONTEXT }) });
    expect(JSON.stringify(opened)).toBe(JSON.stringify(value));
  });

  test('make another text each time, which shows nothing of the value', async () => {
    const texts = await Promise.all([1, 2, 3].map(() => sealer.seal({ value: 'Alexandra Petrova', context: CONTEXT })));
    expect(new Set(texts).size).toBe(3);
    for (const text of texts) {
      expect(text.startsWith(SEALED_PREFIX)).toBe(true);
      expect(Buffer.from(text, 'base64url').toString('latin1') + text).not.toContain('Alexandra');
    }
  });

  test('pad to 64 bytes, so that values of like length look alike', async () => {
    for (const length of [0, 1, 61, 62, 63, 126]) {
      const plaintext = await plaintextOf(await sealer.seal({ value: 'x'.repeat(length), context: CONTEXT }));
      expect(plaintext.byteLength).toBe(Math.ceil((length + 2) / 64) * 64);
    }
  });

  test('use exactly the algorithms of the design, without compression', async () => {
    const header = decodeProtectedHeader(sealedToJwe(await sealer.seal({ value: 1, context: CONTEXT })));
    expect(header).toMatchObject({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', typ: 'uwf-sealed', kid: key.kid });
    expect(Object.keys(header).sort()).toEqual(['alg', 'def', 'enc', 'epk', 'iat', 'jti', 'kid', 'ptr', 'sub', 'tid', 'typ']);
  });

  test('take a value of the greatest size and refuse one byte more', async () => {
    const greatest = 'x'.repeat(SEALED_PLAIN_BYTES_MAX - 2);
    const sealed = await sealer.seal({ value: greatest, context: { ...CONTEXT, ptr: `/${'p'.repeat(1_023)}`, sub: '木'.repeat(256), exe: 'e'.repeat(128) } });
    expect(sealed.length).toBeLessThanOrEqual(SEALED_CHARACTERS_MAX);
    expect((await unsealer.unseal({ sealed })).value).toBe(greatest);
    await expect(sealer.seal({ value: `${greatest}x`, context: CONTEXT })).rejects.toMatchObject({ code: 'UWF-4220' });
    await expect(sealer.seal({ value: '木'.repeat(5_462), context: CONTEXT })).rejects.toMatchObject({ code: 'UWF-4220' });
  });

  test.each([{ tid: '' }, { sub: 's'.repeat(257) }, { ptr: 'no pointer' }, { exe: '' }])('seal() refuses a context that nobody would accept: %j', async (change) => {
    await expect(sealer.seal({ value: 'Secret Name', context: { ...CONTEXT, ...change } })).rejects.toMatchObject({ code: 'UWF-4220' });
  });

  test('a sealed value can itself be sealed', async () => {
    const inner = await sealer.seal({ value: 'x', context: CONTEXT });
    expect((await unsealer.unseal({ sealed: await sealer.seal({ value: inner, context: CONTEXT }) })).value).toBe(inner);
  });

  test('an unsealer with several keys opens what either sealed, after a rotation', async () => {
    const next = await generateSealingKey();
    const both = await createUnsealer({ keys: [next, key] });
    const nextSealer = await createSealer({ key: next, clock: createManualClock(NOW), ids: createCountingIdSource() });
    expect((await both.unseal({ sealed: await nextSealer.seal({ value: 1, context: CONTEXT }) })).value).toBe(1);
    expect((await both.unseal({ sealed: await sealer.seal({ value: 2, context: CONTEXT }) })).value).toBe(2);
    await expect(unsealer.unseal({ sealed: await nextSealer.seal({ value: 1, context: CONTEXT }) })).rejects.toMatchObject({ code: 'UWF-4221' });
  });

  test('a sealed value has a header that can be read without the key', async () => {
    const sealed = await sealer.seal({ value: 'x', context: CONTEXT });
    const opened = await unsealer.unseal({ sealed });
    expect(readSealedHeader(sealed)).toEqual({ ok: true, value: opened.header });
  });
});
