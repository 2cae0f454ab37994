import { describe, expect, test } from 'vitest';
import { refusal, valueOf } from './support.ts';

describe('assignments and del', () => {
  test.each([
    [".a |= 1", {"b": 2}, {"b": 2, "a": 1}],
    [".a.b = .c", {"c": [1]}, {"c": [1], "a": {"b": [1]}}],
    [".a += 1", null, {"a": 1}],
    [".a //= 3", {"a": false}, {"a": 3}],
    [".[] *= 2", [1, 2], [2, 4]],
    [".a[].b |= . + 1", {"a": [{"b": 1}]}, {"a": [{"b": 2}]}],
    [".a |= empty", {"a": 1, "b": 2}, {"b": 2}],
    ["map_values(select(. > 1))", {"a": 1, "b": 2}, {"b": 2}],
    ["map_values(select(. > 1))", [1, 2, [3]], [2, [3]]],
    ["(.a, .b) -= 1", {"a": 1, "b": 2}, {"a": 0, "b": 1}],
    [".a /= 2 | .b %= 2", {"a": 1, "b": 5}, {"a": 0.5, "b": 1}],
    ["del(.a.b, .c)", {"a": {"b": 1, "d": 2}, "c": 3}, {"a": {"d": 2}}],
    ["del(.a.b)", {"c": 1}, {"c": 1}],
    ["del(.a)", null, null],
    [". |= 5", {}, 5],
    [".[] += 1", 3, "error"],
    [". |= empty", 1, "error"],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });

  test.each([
    [".[0] = 1", "="],
    ["del(.[])", "del/1"],
    ["del(.[0])", "del/1"],
  ])('%s is refused as %s, with a way out', (text, construct) => {
    expect(refusal(text)).toMatchObject({ construct, suggestion: expect.any(String) });
  });
});
