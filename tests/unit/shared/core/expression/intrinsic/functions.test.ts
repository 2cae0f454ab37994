import { describe, expect, test } from 'vitest';
import { INTRINSIC_FUNCTIONS } from '#shared/core/expression/intrinsic/functions.ts';
import { INTRINSIC_ARITIES } from '#shared/core/expression/intrinsic/model.ts';
import { call, refused } from './support.ts';

describe('intrinsic functions', () => {
  test('every name has its function', () => {
    expect(Object.keys(INTRINSIC_FUNCTIONS).sort()).toEqual(Object.keys(INTRINSIC_ARITIES).sort());
  });

  test('JsonMerge takes the members of the second over those of the first, one level deep', () => {
    expect(call('States.JsonMerge($.a, $.b, false)', { a: { x: { p: 1 }, y: 2 }, b: { x: { q: 3 }, z: 4 } })).toEqual({ x: { q: 3 }, y: 2, z: 4 });
  });

  test.each([
    ['States.JsonMerge($, $, true)', 'The third argument must be false'],
    ['States.JsonMerge($, 1, false)', 'The second argument must be an object'],
    ['States.JsonMerge(1, $, false)', 'The first argument must be an object'],
    ['States.Format(1)', 'The first argument must be a string'],
  ])('%s is refused', (text, message) => {
    expect(refused(text)).toBe(message);
  });
});
