import { describe, expect, test } from 'vitest';
import { valueOf } from './support.ts';

describe('functions of arrays', () => {
  test.each([
    ["sort", [3, "a", null, [1], {}, true, false, [0]], [null, false, true, 3, "a", [0], [1], {}]],
    ["sort_by(.a, .b)", [{"a": 2}, {"a": 1, "b": 2}, {"a": 1, "b": 1}], [{"a": 1, "b": 1}, {"a": 1, "b": 2}, {"a": 2}]],
    ["group_by(.)", [2, 1, 2], [[1], [2, 2]]],
    ["unique", [[1], [1], 2, 2], [2, [1]]],
    ["unique_by(length)", ["a", "b", "cc"], ["a", "cc"]],
    ["min_by(.a)", [{"a": 1, "b": 1}, {"a": 1, "b": 2}], {"a": 1, "b": 1}],
    ["max_by(.a)", [{"a": 1, "b": 1}, {"a": 1, "b": 2}], {"a": 1, "b": 2}],
    ["min", [], null],
    ["reverse", [1, [2]], [[2], 1]],
    ["reverse", null, []],
    ["[1, 2] | reverse", null, [2, 1]],
    ["flatten", [1, [[2]], []], [1, 2]],
    ["flatten(1)", [1, [[2]]], [1, [2]]],
    ["[[1]] | flatten", null, [1]],
    ["join(\"-\")", ["a", null, 1, true], "a--1-true"],
    ["join(\"-\")", [[1]], "error"],
    ["add", [[1], [2]], [1, 2]],
    ["add(.a, .b)", {"a": 1, "b": 2}, 3],
    ["sort", "x", "error"],
    ["sort", [[[[2]]], [[[1]]]], "error"],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });
});
