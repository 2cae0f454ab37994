import { describe, expect, test } from 'vitest';
import { isToken } from '#shared/core/tier/token.ts';
import { seedBytes, tokenOfHandle } from '#shared/core/vault/token.ts';

describe('tokenOfHandle()', () => {
  test('gives the token of 128 bits, and of nothing else', () => {
    expect(tokenOfHandle('AAECAwQFBgcICQoLDA0ODw')).toBe('uwf-token:1:AAECAwQFBgcICQoLDA0ODw');
    expect(isToken(tokenOfHandle('AAECAwQFBgcICQoLDA0ODw'))).toBe(true);
    expect(() => tokenOfHandle('short')).toThrow('128 bits');
  });
});

describe('seedBytes()', () => {
  test('gives the bytes of 32 hex digits', () => {
    expect(seedBytes('000102030405060708090a0b0c0d0e0f')).toEqual(Uint8Array.from({ length: 16 }, (_, index) => index));
    expect(() => seedBytes('00')).toThrow('128 bits');
  });
});
