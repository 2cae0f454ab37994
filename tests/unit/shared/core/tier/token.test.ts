import { describe, expect, test } from 'vitest';
import { isToken, looksLikeToken, tokenPlaces } from '#shared/core/tier/token.ts';

const TOKEN = 'uwf-token:1:AAECAwQFBgcICQoLDA0ODw';

describe('isToken()', () => {
  test('knows a token in its one spelling', () => {
    expect(isToken(TOKEN)).toBe(true);
  });

  test.each([`${TOKEN}A`, TOKEN.slice(0, -1), `${TOKEN.slice(0, -1)}x`, `${TOKEN} `, ` ${TOKEN}`, TOKEN.replace('1:', '2:'), TOKEN.toUpperCase(), `uwf-token:1:${'+'.repeat(22)}`, '', 7, null, [TOKEN]])(
    'refuses %j',
    (value) => {
      expect(isToken(value)).toBe(false);
    },
  );

  test('is stricter than looking like one', () => {
    expect(looksLikeToken('uwf-token:1:whatever')).toBe(true);
    expect(looksLikeToken('uwf-token:2:whatever')).toBe(false);
  });
});

describe('tokenPlaces()', () => {
  test('finds everything that looks like a token, by its pointer', () => {
    const bad = 'uwf-token:1:bad';
    expect(tokenPlaces({ a: [TOKEN, 'x'], 'b/c': { d: bad }, e: `x ${TOKEN}`, [TOKEN]: 1 })).toEqual([{ pointer: '/a/0', token: TOKEN }, { pointer: '/b~1c/d', token: bad }]);
    expect(tokenPlaces(TOKEN)).toEqual([{ pointer: '', token: TOKEN }]);
    expect(tokenPlaces(null)).toEqual([]);
  });
});
