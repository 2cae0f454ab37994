import { describe, expect, test } from 'vitest';
import { refusal, valueOf } from './support.ts';

describe('as', () => {
  test.each([
    [".a as $x | .b as $y | [$y, $x]", {"a": 1}, [null, 1]],
    ["[.[] as $x | $x]", [[1], null], [[1], null]],
    ["[.[] as $x | ($x, $x)]", [[1]], [[1], [1]]],
    [". as [$a, {b: $c}] | [$a, $c]", [1, {"b": 2}], [1, 2]],
    [".a as $count | $count", {"a": 1}, 1],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });

  test.each([
    [". as [$a] ?// $a | $a", "?//"],
  ])('%s is refused as %s, with a way out', (text, construct) => {
    expect(refusal(text)).toMatchObject({ construct, suggestion: expect.any(String) });
  });
});
