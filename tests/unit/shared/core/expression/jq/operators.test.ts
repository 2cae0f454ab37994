import { describe, expect, test } from 'vitest';
import { valueOf } from './support.ts';

describe('operators', () => {
  test.each([
    [".a == null", {}, true],
    [".a != \"x\"", {}, true],
    ["null == .a", {"a": 1}, false],
    ["null != .a", {"a": 1}, true],
    [".a == .b", {"b": null}, true],
    [".a != .b", {"a": 1}, true],
    ["[.a] != [.b]", {}, false],
    [".a < 18", {}, true],
    [".a < \"a\"", {"a": 5}, true],
    [".a >= .b", {"a": [1, 2], "b": [1]}, true],
    ["1 < 2", null, true],
    ["\"a\" + \"b\"", null, "ab"],
    [".a + null", {"a": 1}, 1],
    ["null + .a", {}, null],
    [".a + {x: 1}", {}, {"x": 1}],
    ["{x: 1} + .a", {"a": {"x": 2}}, {"x": 2}],
    [".a + 1", {"a": true}, "error"],
    ["[1, 2] - [.a]", {"a": 2}, [1]],
    ["2 * 3 - 1", null, 5],
    [".a * {b: {c: 1}}", {"a": {"b": {"d": 2}}}, {"b": {"d": 2, "c": 1}}],
    [".a * 3", {"a": "x"}, "xxx"],
    [".a / .b", {"a": 1, "b": 0}, "error"],
    [".a / \",\"", {"a": "x,y"}, ["x", "y"]],
    [".a % 3", {"a": -7.9}, -1],
    ["5 % 0", null, "error"],
    ["-.a", {"a": 2}, -2],
    ["-.a", {"a": "x"}, "error"],
    ["\"\\(.a)-\\([1])\"", {}, "null-[1]"],
    ["{(.a): 1, (.b): 2}", {"a": "x", "b": "y"}, {"x": 1, "y": 2}],
    ["{(.a): 1}", {}, "error"],
    ["{a: 1, a: .b}", {"b": 2}, {"a": 2}],
    ["[] + [1]", null, [1]],
    [".a - 1", {"a": 3}, 2],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });
});
