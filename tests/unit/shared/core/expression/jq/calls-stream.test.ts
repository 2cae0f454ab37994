import { describe, expect, test } from 'vitest';
import { valueOf } from './support.ts';

describe('functions of what an expression yields', () => {
  test.each([
    ["any(.[]; . == 2)", [1, 2], true],
    ["all(.[]; . > 0)", [], true],
    ["any(.[]; (., null) == null)", [1], true],
    ["[.[] | IN(1, 3)]", [1, 2, 3], [true, false, true]],
    ["IN(.[]; 5, 6)", [4, 6], true],
    ["isempty(empty)", null, true],
    ["first(.[], 1)", [[2]], [2]],
    ["first(1)", null, 1],
    ["last(.[])", [1, [2]], [2]],
    ["last(empty)", null, null],
    ["[limit(2; .[])]", [[1], 2, 3], [[1], 2]],
    ["[range(2, 4)]", null, [0, 1, 0, 1, 2, 3]],
    ["[range(1; .)]", 3, [1, 2]],
    ["[range(5; 0; -2)]", null, [5, 3, 1]],
    ["[range(0; 3; 0)]", null, []],
    ["[.[] | select(. == (1, 2))]", [1, 2, 3], [1, 2]],
    ["[first(empty)]", null, []],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });
});
