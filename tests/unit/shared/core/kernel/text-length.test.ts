import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonTextLength, utf8Length } from '#shared/core/kernel/text-length.ts';

describe('lengths in bytes', () => {
  test('are those of the encoded text', () => {
    const law = fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u0001', 'é', '€', '😀', '\ud800', '\udc00', 'a') })), (text) => {
      expect(utf8Length(text)).toBe(Buffer.byteLength(text, 'utf8'));
      expect(jsonTextLength(text)).toBe(Buffer.byteLength(JSON.stringify(text), 'utf8'));
    });
    fc.assert(law);
  });
});
