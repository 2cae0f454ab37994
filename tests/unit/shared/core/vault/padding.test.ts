import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paddedText } from '#shared/core/vault/padding.ts';

test('paddedText() is JSON of a length in steps of 64 bytes, with the value in it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { text, bytes } = paddedText(JSON.parse(JSON.stringify(value)));
      const length = Buffer.byteLength(text);
      expect(length % 64).toBe(0);
      expect(length - bytes).toBeLessThan(64);
      expect(Buffer.byteLength(text.trimEnd()) <= bytes).toBe(true);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test.each([['a', 64], ['x'.repeat(62), 64], ['x'.repeat(63), 128], ['🏦'.repeat(15), 64], ['🏦'.repeat(16), 128], ['é'.repeat(31), 64], ['€'.repeat(21), 128], ['\ud800', 64]])('paddedText(%j) has %i bytes', (value, length) => {
  expect(Buffer.byteLength(paddedText(value).text)).toBe(length);
});
