import { describe, expect, test } from 'vitest';
import { refusal, valueOf } from './support.ts';

describe('try', () => {
  test.each([
    ["[.[] | .a?]", [{"a": 1}, 2, null], [1, null]],
    ["[.[] | tonumber?]", ["1", "x", [2]], [1]],
    ["try error(\"x\") catch \"caught\"", null, "caught"],
    ["[.[] | .[]?]", [[1], 2, {"a": 3}], [1, 3]],
    ["[.[] | try .a.b catch \"bad\"]", [{"a": 1}, {"a": {"b": 2}}], ["bad", 2]],
    ["(.a | tonumber)? // \"none\"", {"a": "x"}, "none"],
    ["try .a catch \"no\"", {"a": 5}, 5],
    ["[(1, 2)?]", null, [1, 2]],
    ["{a}?", {"a": 1}, {"a": 1}],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });

  test.each([
    ["try (.a + 1) catch 0", "try … catch"],
    ["[(.a + 1)?]", "try"],
    ["try .a catch .", "try … catch"],
  ])('%s is refused as %s, with a way out', (text, construct) => {
    expect(refusal(text)).toMatchObject({ construct, suggestion: expect.any(String) });
  });
});
