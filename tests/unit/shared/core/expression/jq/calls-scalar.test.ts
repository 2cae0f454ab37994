import { describe, expect, test } from 'vitest';
import { valueOf } from './support.ts';

describe('functions of scalars', () => {
  test.each([
    ["type", null, "null"],
    [".a | type", {}, "null"],
    ["[1] | type", null, "array"],
    ["map(round)", [-2.5, 2.5, 0.4], [-3, 3, 0]],
    ["floor + ceil", 1.5, 3],
    ["abs", -2, 2],
    ["fabs", -2, 2],
    ["sqrt", 9, 3],
    ["pow(.; 2)", 3, 9],
    ["length", "é😀", 2],
    ["length", -3, 3],
    ["length", true, "error"],
    ["[.a] | length", {}, 1],
    ["\"ab\" | length", null, 2],
    ["tostring", [1, null], "[1,null]"],
    ["tonumber", "-1.5e2", -150],
    ["tonumber", "1x", "error"],
    ["1 | tonumber", null, 1],
    ["tojson", "a\"b", "\"a\\\"b\""],
    ["fromjson", "[1,{\"a\":[]}]", [1, {"a": []}]],
    ["now", null, 1700000000],
    ["todate", 1425599621.7, "2015-03-05T23:53:41Z"],
    ["fromdate", "2015-03-05T23:51:47Z", 1425599507],
    ["fromdate", "2015-03-05", "error"],
    ["error", "x", "error"],
    ["error(.a)", {"a": 1}, "error"],
    ["not", 0, false],
    ["floor", "x", "error"],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });
});
