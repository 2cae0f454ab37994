import { describe, expect, test } from 'vitest';
import { refusal, valueOf } from './support.ts';

describe('expressions of one value', () => {
  test.each([
    [".", [1], [1]],
    [".a.b", {"a": {"b": [1]}}, [1]],
    [".\"x y\".\"a`b\"", {"x y": {"a`b": 1}}, 1],
    [".[0][1]", [[1, 2], [3]], 2],
    ["(.a // .b)[0]", {"b": [5]}, 5],
    [".[-1]", [1, 2], 2],
    [".[.i]", {"i": "x", "x": 3}, 3],
    [".a[1:]", {"a": "abc"}, "bc"],
    [".[1:-1]", [1, 2, 3], [2]],
    [".[:1]", null, null],
    [".[1:]", 5, "error"],
    ["{a, \"b\": [.a]}", {"a": [1]}, {"a": [1], "b": [[1]]}],
    ["reduce .[] as [$a, $b] (0; . + $a * $b)", [[1, 2], [3, 4]], 14],
    ["if .a == 1 then \"x\" elif .a == 2 then \"y\" end", {"a": 2}, "y"],
    ["select(.a)", {"a": 1}, {"a": 1}],
    ["select(.a)", {}, "error"],
    ["(select(.a) | .a) // 7", {}, 7],
    [".a?", 5, null],
    ["[\"x\", .a?] | .[1]", {"a": 2}, 2],
    ["empty, 1", null, 1],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });

  test.each([
    ["$ENV.HOME", "$ENV"],
    ["$__loc__", "$__loc__"],
    ["def f: 1; f", "def"],
    ["label $x | 1", "label"],
    ["$a::b", "$a::b"],
    [".[[1]]", ".[array]"],
  ])('%s is refused as %s, with a way out', (text, construct) => {
    expect(refusal(text)).toMatchObject({ construct, suggestion: expect.any(String) });
  });

  test.each(['.[]', '1, 2', '.a[] + 1', '..', 'range(3)', 'empty', 'foreach .[] as $x (0; 1)', '{a: .[]}'])('%s is refused: not one value', (text) => {
    expect(refusal(text)).toMatchObject({ kind: 'streams', suggestion: expect.any(String) });
  });
});
