import { describe, expect, test } from 'vitest';
import { parseJq } from '#shared/core/expression/jq/parse.ts';
import { valueOf } from './support.ts';

describe('terms', () => {
  test.each([
    ['{a, "b": 1, ("c"): 2, "d\\(1)": 3, if: 4}', { a: 0 }, { a: 0, b: 1, c: 2, d1: 3, if: 4 }],
    ['{@base64 "x\\(.a)": 1}', { a: 'b' }, { 'xYg==': 1 }],
    ['{a: .b + 1}', { b: 1 }, { a: 2 }],
    ['.a["b"].["c"]."d"', { a: { b: { c: { d: 1 } } } }, 1],
    ['.[:1] + .[1:]', [1, 2], [1, 2]],
    ['[] == [] and {} == {}', null, true],
    ['if . then 1 elif 2 then 3 else 4 end', null, 3],
    ['"a\\("b\\("c")")"', null, 'abc'],
    ['try error("x") catch 1', null, 1],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });

  test.each(['{@base64: 1}', '.[1:2:3]', 'reduce . as $x (1)', '. as [] | 1', '. as {a} | 1', 'label x | 1', 'f(1', 'break'])('%s does not parse', (text) => {
    expect(parseJq(text).ok).toBe(false);
  });
});
