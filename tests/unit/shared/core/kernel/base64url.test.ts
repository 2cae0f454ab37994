import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64url, encodeBase64url, isCanonicalBase64url } from '#shared/core/kernel/base64url.ts';

describe('isCanonicalBase64url()', () => {
  test.each(['', 'AA', 'AAA', 'AAAA', 'TQ', 'TWE', '_-_-'])('accepts %j', (text) => {
    expect(isCanonicalBase64url(text)).toBe(true);
  });

  test.each(['A', 'AAAAA', 'TR', 'TWF', 'AA==', 'A+AA', 'A/AA', 'AA\n', ' AA', 'ÀA'])('refuses %j', (text) => {
    expect(isCanonicalBase64url(text)).toBe(false);
  });

  test('accepts exactly one spelling of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(isCanonicalBase64url(text)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{0,12}$/u), (text) => {
        const canonical = Buffer.from(text, 'base64url').toString('base64url');
        expect(isCanonicalBase64url(text)).toBe(text === canonical);
      }),
    );
  });
});

describe('decodeBase64url()', () => {
  test('gives back any text that was encoded as UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeBase64url(Buffer.from(text, 'utf8').toString('base64url'))).toBe(text);
      }),
    );
  });

  test.each([
    ['a byte that never occurs in UTF-8', Buffer.from([0xff])],
    ['an overlong form', Buffer.from([0xc0, 0x80])],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80])],
    ['a cut sequence', Buffer.from([0xe2, 0x82])],
  ])('refuses %s', (_what, bytes) => {
    expect(decodeBase64url(bytes.toString('base64url'))).toBeUndefined();
  });
});

describe('encodeBase64url()', () => {
  test('writes any bytes as everybody does, in the one canonical spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(encodeBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      }),
    );
  });
});
