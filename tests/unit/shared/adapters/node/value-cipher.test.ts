import fc from 'fast-check';
import { createDecipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { nodeValueCipher as cipher } from '#shared/adapters/node/index.ts';

describe('nodeValueCipher', () => {
  test('opens what it sealed, with the same key and additional data', () => {
    const key = cipher.newKey();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, aad) => {
        expect(cipher.open({ key, sealed: cipher.seal({ key, text, aad }), aad })).toBe(text);
      }),
    );
  });

  test('writes IV, ciphertext and tag of AES-256-GCM, as any other library reads them', () => {
    const key = cipher.newKey();
    const bytes = Buffer.from(cipher.seal({ key, text: 'zażółć', aad: 'place' }), 'base64url');
    const other = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from('place')).setAuthTag(bytes.subarray(-16));
    expect(other.update(bytes.subarray(12, -16), undefined, 'utf8') + other.final('utf8')).toBe('zażółć');
    expect(bytes.length).toBe(12 + Buffer.byteLength('zażółć') + 16);
  });

  test('never seals twice alike', () => {
    const key = cipher.newKey();
    expect(new Set(Array.from({ length: 100 }, () => cipher.seal({ key, text: 'x', aad: '' }).slice(0, 16))).size).toBe(100);
    expect(cipher.newKey()).not.toEqual(key);
    expect(key).toHaveLength(32);
  });

  test('opens nothing that was changed, cut or put elsewhere', () => {
    const key = cipher.newKey();
    const sealed = cipher.seal({ key, text: 'secret', aad: 'place' });
    const bytes = Buffer.from(sealed, 'base64url');
    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(cipher.open({ key, sealed: changed.toString('base64url'), aad: 'place' })).toBeUndefined();
    }
    for (let length = 0; length < bytes.length; length += 1) expect(cipher.open({ key, sealed: bytes.subarray(0, length).toString('base64url'), aad: 'place' })).toBeUndefined();
    expect(cipher.open({ key, sealed, aad: 'plac' })).toBeUndefined();
    expect(cipher.open({ key: cipher.newKey(), sealed, aad: 'place' })).toBeUndefined();
  });
});
