import { describe, expect, test } from 'vitest';
import { asArray, asObject, asText, asWhole, checkDepth, refuseArgument } from '#shared/core/expression/intrinsic/arguments.ts';
import { ARGUMENT_DEPTH_MAX } from '#shared/core/expression/intrinsic/limits.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

function nested(depth: number): JsonValue {
  return Array.from({ length: depth }).reduce<JsonValue>((inner, _, index) => (index % 2 === 0 ? [inner] : { inner }), 1);
}

describe('arguments', () => {
  test('are taken by their kind', () => {
    expect([asText(['a'], 0), asArray([[1]], 0), asObject([{ a: 1 }], 0)]).toEqual(['a', [1], { a: 1 }]);
  });

  test('of another kind are refused by their place, without their value', () => {
    expect(() => asText([1], 0)).toThrow('The first argument must be a string');
    expect(() => asArray([1, 'canary-4711'], 1)).toThrow('The second argument must be an array');
    expect(() => asObject([1, 2, null], 2)).toThrow('The third argument must be an object');
    expect(() => asWhole(['1'], 0)).toThrow('The first argument must be a number');
    expect(() => refuseArgument(7, 'other')).toThrow('The last argument must be other');
  });

  test.each([
    [1.49, 1],
    [1.5, 2],
    [-1.5, -1],
    [-1.51, -2],
    [-0.5, 0],
    [2_147_483_647, 2_147_483_647],
  ])('the number %d is rounded half up to %d', (given, whole) => {
    expect(asWhole([given], 0)).toBe(whole);
  });

  test.each([2_147_483_648, -2_147_483_649, Number.MAX_VALUE])('the number %d has more than 32 bits', (given) => {
    expect(() => asWhole([given], 0)).toThrow('a whole number of 32 bits');
  });

  test('are nested to a bounded depth', () => {
    expect(() => checkDepth(nested(ARGUMENT_DEPTH_MAX))).not.toThrow();
    expect(() => checkDepth(nested(ARGUMENT_DEPTH_MAX + 2))).toThrow('An argument is nested too deeply');
  });
});
