import { describe, expect, test } from 'vitest';
import { valueOf } from './support.ts';

describe('operands that yield several values', () => {
  test.each([
    ["[(1, 2) + (10, 20)]", null, [11, 12, 21, 22]],
    ["[\"\\(1, 2)\\(3, 4)\"]", null, ["13", "23", "14", "24"]],
    ["[-(1, 2)]", null, [-1, -2]],
    ["[.[0, 1]]", [5, 6], [5, 6]],
    ["[.[(0, 1):(2, 3)]]", [1, 2, 3], [[1, 2], [1, 2, 3], [2], [2, 3]]],
    ["[.a = (1, 2)]", {}, [{"a": 1}, {"a": 2}]],
    ["[{(\"a\", \"b\"): (1, 2)}]", null, [{"a": 1}, {"a": 2}, {"b": 1}, {"b": 2}]],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });
});
