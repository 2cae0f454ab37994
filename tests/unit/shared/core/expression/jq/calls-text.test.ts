import { describe, expect, test } from 'vitest';
import { refusal, valueOf } from './support.ts';

describe('functions of strings', () => {
  test.each([
    ["startswith(\"a\")", "abc", true],
    ["startswith(\"a\")", 5, false],
    ["endswith(\"\")", "a", true],
    ["endswith(\"abc\")", "c", false],
    ["ltrimstr(\"a\")", "aab", "ab"],
    ["rtrimstr(\"b\")", ["x"], ["x"]],
    ["contains(\"b\")", "abc", true],
    ["contains([{a: 1}])", [{"a": 1, "b": 2}], true],
    ["contains(1)", "x", "error"],
    ["index(\"c\")", "abc", 2],
    ["index(\"\")", "abc", null],
    ["split(\"\")", "a😀", ["a", "😀"]],
    ["split(\",\")", "", []],
    ["ascii_downcase", "ÄB", "Äb"],
    ["ascii_upcase", "äb", "äB"],
    ["test(\"^a.C$\"; \"i\")", "abc\n", true],
    ["test(\"[$]/\")", "a$/", true],
    ["test(\"a\"; null)", "b", false],
    ["test(\"a\")", 1, "error"],
    ["1 as $x | [\"a\"] | inside([\"ab\"])", null, true],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });

  test.each([
    ["test(.a)", "test/1"],
    ["test(\"a\"; .b)", "test/2"],
    ["test(\"(?=a)\")", "test/1"],
    ["test(\"a\"; \"x\")", "test/2"],
  ])('%s is refused as %s, with a way out', (text, construct) => {
    expect(refusal(text)).toMatchObject({ construct, suggestion: expect.any(String) });
  });
});
