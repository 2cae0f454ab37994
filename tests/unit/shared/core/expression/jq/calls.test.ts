import { describe, expect, test } from 'vitest';
import { refusal, valueOf } from './support.ts';

describe('functions', () => {
  test.each([
    ["map(select(. > 1))", [1, 2, 3], [2, 3]],
    ["map(. as $x | [1, 2] | length)", [1], [2]],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });

  test.each([
    ["env", "env/0"],
    ["input", "input/0"],
    ["debug", "debug/0"],
    ["[splits(\",\")]", "splits/1"],
    ["foo(1; 2)", "foo/2"],
    ["[inputs]", "inputs/0"],
    ["walk(.)", "walk/1"],
    ["sub(\"a\"; \"b\")", "sub/2"],
    ["limit(1; foo)", "foo/0"],
    ["halt", "halt/0"],
    ["toString", "toString/0"],
  ])('%s is refused as %s, with a way out', (text, construct) => {
    expect(refusal(text)).toMatchObject({ construct, suggestion: expect.any(String) });
  });
});
