import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { call, refused } from './support.ts';

describe('functions on arrays', () => {
  test.each<[string, JsonValue]>([
    ['States.Array(1, $.a)', [1, 'x']],
    ['States.ArrayPartition($.n, 2)', [[1, 2], [3]]],
    ['States.ArrayPartition($.n, 9)', [[1, 2, 3]]],
    ['States.ArrayPartition(States.Array(), 2)', []],
    ['States.ArrayContains($.d, $.o)', true],
    ['States.ArrayContains($.d, 7)', false],
    ['States.ArrayRange(1, 9, 9)', [1]],
    ['States.ArrayRange(0, 9, 3)', [0, 3, 6, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayRange(3, 1, 1)', []],
    ['States.ArrayRange(0.4, 1.5, 1)', [0, 1, 2]],
    ['States.ArrayGetItem($.n, 2)', 3],
    ['States.ArrayLength($.n)', 3],
    ['States.ArrayUnique($.u)', [1, '1', null, [], [1], {}, { a: 1, b: 2 }, { a: 2, b: 1 }, true]],
  ])('%s', (text, value) => {
    const input = { a: 'x', n: [1, 2, 3], o: { p: [1], q: 2 }, d: [{ q: 2, p: [1] }], u: [1, 1, '1', null, null, [], [], [1], {}, { a: 1, b: 2 }, { b: 2, a: 1 }, { a: 2, b: 1 }, true, true] };
    expect(call(text, input)).toEqual(value);
  });

  test.each([
    ['States.ArrayPartition(1, 2)', 'The first argument must be an array'],
    ['States.ArrayPartition($, 0)', 'The second argument must be more than zero'],
    ['States.ArrayRange(1, 2, 0)', 'The third argument must be another number than zero'],
    ['States.ArrayRange(0, 1000, 1)', 'The range has more than 1000 items'],
    ['States.ArrayGetItem($, 3)', 'The second argument must be an index of the array'],
    ['States.ArrayGetItem($, -1)', 'The second argument must be an index of the array'],
    ['States.ArrayLength(null)', 'The first argument must be an array'],
  ])('%s is refused', (text, message) => {
    expect(refused(text, [1, 2])).toBe(message);
  });

  test('takes a range of 1000 items', () => {
    expect(call('States.ArrayLength(States.ArrayRange(1, 1000, 1))')).toBe(1000);
  });

  test('the parts of a partition make the array again, and none is larger than asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (items, size) => {
        const parts = call('States.ArrayPartition($.items, $.size)', { items, size });
        return Array.isArray(parts) && JSON.stringify(parts.flat()) === JSON.stringify(items) && parts.every((part) => Array.isArray(part) && part.length <= size);
      }),
    );
  });
});
