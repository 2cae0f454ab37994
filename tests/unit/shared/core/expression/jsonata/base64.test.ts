import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '#shared/core/expression/jsonata/base64.ts';
import { valueOf } from './support.ts';

describe('base64', () => {
  test('agrees with another implementation on every text of bytes', () => {
    const law = fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = String.fromCharCode(...bytes);
      const encoded = Buffer.from(bytes).toString('base64');
      expect(encodeBase64(text)).toBe(encoded);
      expect(decodeBase64(encoded)).toBe(text);
    });
    fc.assert(law);
  });

  test('decodes the URL alphabet, without padding, past foreign characters', () => {
    expect(decodeBase64('-_8')).toBe(decodeBase64('+/8='));
    expect(decodeBase64('aG Vs\nbG8=ignored')).toBe('hello');
    expect(decodeBase64('')).toBe('');
  });

  test('is what the functions of the language use', () => {
    expect(valueOf("$base64encode('hello:world') & $base64decode('aGVsbG86d29ybGQ=')")).toBe('aGVsbG86d29ybGQ=hello:world');
    expect(valueOf('[$base64encode(nothing), $base64decode(nothing)]')).toEqual([]);
  });
});
