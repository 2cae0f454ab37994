import { describe, expect, test } from 'vitest';
import { valueOf } from './support.ts';

describe('what expressions yield, in arrays', () => {
  test.each([
    ["[.[] | [.]]", [[1], null], [[[1]], [null]]],
    ["[.a[], .b]", {"a": [[1]]}, [[1], null]],
    ["[..]", [[1]], [[[1]], [1], 1]],
    ["[.[] | (.a, .b)]", [{"a": [1]}], [[1], null]],
    ["[if (true, false) then 1 else [2] end]", null, [1, [2]]],
    ["[(.[], 1) // 2]", [null, false], [1]],
    ["[empty // (3, [4])]", null, [3, [4]]],
    ["[(true, false) and (true, false)]", null, [true, false, false]],
    ["[(true, false) or true]", null, [true, true]],
    ["[foreach .[] as $x (0; . + $x; [$x, .])]", [1, 2], [[1, 1], [2, 3]]],
    ["[{a: (1, 2), b: (3, 4)}] | map(.a * 10 + .b)", null, [13, 14, 23, 24]],
    ["[.[][]]", [[1, [2]], {"a": 3}], [1, [2], 3]],
    ["[empty]", 1, []],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });
});
