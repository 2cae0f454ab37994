import { describe, expect, test } from 'vitest';
import { applyPathFunction } from '#shared/core/expression/jsonpath/functions.ts';
import { PATH_FUNCTIONS } from '#shared/core/expression/jsonpath/model.ts';

describe('applyPathFunction', () => {
  test('computes over arrays', () => {
    const results = Object.fromEntries(PATH_FUNCTIONS.map((name) => [name, applyPathFunction(name, [2, 4, 'x', 6])]));
    expect(results).toEqual({ length: 4, size: 4, keys: undefined, first: 2, last: 6, min: 2, max: 6, avg: 4, sum: 12, stddev: expect.closeTo(1.633, 3) });
  });

  test('computes over objects and texts what they have', () => {
    expect(applyPathFunction('keys', { a: 1, b: 2 })).toEqual(['a', 'b']);
    expect(applyPathFunction('length', { a: 1, b: 2 })).toBe(2);
    expect(applyPathFunction('length', 'abc')).toBe(3);
  });

  test('cannot be applied to anything else', () => {
    expect(PATH_FUNCTIONS.map((name) => applyPathFunction(name, true))).toEqual(PATH_FUNCTIONS.map(() => undefined));
    expect(PATH_FUNCTIONS.filter((name) => applyPathFunction(name, []) !== undefined)).toEqual(['length', 'size']);
    expect(applyPathFunction('sum', [1e308, 1e308])).toBeUndefined();
  });
});
