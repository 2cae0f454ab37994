import { describe, expect, test } from 'vitest';
import { valueOf } from './support.ts';

describe('values that are used more than once', () => {
  test.each([
    ["(.a + 1) as $x | [$x, $x]", {"a": 1}, [2, 2]],
    ["[.a, .b] | length + (.[0] // 0)", {"a": 3}, 5],
    ["map([.])", [[1], [], [[2]]], [[[1]], [[]], [[[2]]]]],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });
});
