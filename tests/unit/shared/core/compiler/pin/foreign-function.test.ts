import { describe, expect, test } from 'vitest';
import { powersOf } from '#shared/core/compiler/pin/foreign-function.ts';

describe('powersOf()', () => {
  test('an ordinary function asks for nothing', () => {
    expect(powersOf({ do: [{ a: { call: 'http', with: { method: 'get', endpoint: 'https://x', headers: { accept: 'text/plain' } } } }, { b: { set: 1 } }] })).toEqual([]);
  });

  test('a declassification is found at any depth', () => {
    expect(powersOf({ do: [{ a: { set: 1, metadata: { uwf: { declassify: [{ path: '' }] } } } }] })).toEqual(['declassify']);
  });

  test('secrets are found in expressions of either language and in authentications', () => {
    expect(powersOf({ set: '${ $secrets.a }' })).toEqual(['secrets']);
    expect(powersOf({ with: { endpoint: { uri: 'https://x', authentication: { basic: { use: 'a' } } } } })).toEqual(['secrets']);
    expect(powersOf({ set: '${ $secretary }' })).toEqual([]);
  });
});
