import { describe, expect, test } from 'vitest';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { select } from './support.ts';

function holds(condition: string, value: JsonValue): boolean {
  const found = select(`$[?(${condition})]`, [{ v: value }]);
  return Array.isArray(found) && found.length === 1;
}

describe('a filter', () => {
  test.each<[string, JsonValue, boolean]>([
    ['@.v == 1', 1, true],
    ['@.v == "1"', 1, true],
    ['@.v == 1', '1', true],
    ['@.v == 1', '2', false],
    ['@.v == null', null, true],
    ['@.v == null', 0, false],
    ['@.missing == null', 0, false],
    ['@.missing != 1', 0, true],
    ['@.v != 1', 1, false],
    ['@.v == [1,2]', [1, 2], true],
    ['@.v < 2', 1, true],
    ['@.v < 2', 'a', false],
    ['@.v > "a"', 'b', true],
    ['@.v >= "a"', 'a', true],
    ['@.v <= "a"', 'b', false],
    ['@.v >= 2', 1, false],
    ['@.v > 1', true, false],
    ['@.v =~ /ab+/', 'abb', true],
    ['@.v =~ /ab+/', 'xabb', false],
    ['@.v =~ /AB/i', 'ab', true],
    ['@.v =~ /19\\d\\d/', 1997, true],
    ['@.v =~ /x/', null, false],
    ['@.v =~ /x/', ['x'], false],
    ['@.missing =~ /x/', 'x', false],
    ['@.v in ["a","b"]', 'b', true],
    ['@.v in "abc"', 'b', false],
    ['@.v nin ["a","b"]', 'b', false],
    ['@.v nin ["a","b"]', 'c', true],
    ['@.v subsetof [1,2,3]', [1, 3], true],
    ['@.v subsetof [1,2,3]', [4], false],
    ['@.v subsetof [1,2,3]', 1, false],
    ['@.v anyof [1,2,3]', [3, 4], true],
    ['@.v anyof [1,2,3]', 3, false],
    ['@.v noneof [1,2,3]', [4], true],
    ['@.v noneof [1,2,3]', [1], false],
    ['@.v noneof [1,2,3]', 4, false],
    ['@.v contains 2', [1, 2], true],
    ['@.v contains "b"', 'abc', true],
    ['@.v contains 1', 'a1', false],
    ['@.v contains 1', 1, false],
    ['@.v size 2', [1, 2], true],
    ['@.v size 1', { a: 1 }, true],
    ['@.v size 2', 2, false],
    ['@.v empty true', [], true],
    ['@.v empty false', 'x', true],
    ['@.v empty true', 1, false],
    ['@.v', null, true],
    ['@.v[*]', [], false],
    ['@.v[*]', [0], true],
    ['@.v.length()', [0], true],
    ['!@.v', 1, false],
    ['@.v == 1 || @.v == 2', 2, true],
    ['@.v == 1 && @.v == 2', 2, false],
  ])('%s of %j is %s', (condition, value, expected) => {
    expect(holds(condition, value)).toBe(expected);
  });
});
