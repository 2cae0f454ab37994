import { describe, expect, test } from 'vitest';
import { valueOf } from './support.ts';

describe('arguments of functions', () => {
  test.each([
    ["split(\",\")", "a,b", ["a", "b"]],
    [".a as $s | .b | split($s)", {"a": ",", "b": "x,y"}, ["x", "y"]],
    ["[has(\"a\", \"b\")]", {"a": 1}, [true, false]],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });
});
