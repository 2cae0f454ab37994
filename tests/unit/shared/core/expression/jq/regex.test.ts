import { describe, expect, test } from 'vitest';
import { hasWideClasses, toJsonataRegex } from '#shared/core/expression/jq/regex.ts';

describe('patterns of jq', () => {
  test.each([['^a.c$', '', '/^a.c\\n?$/'], ['a/b', 'i', '/a\\/b/i'], ['[$/]', '', '/[$\\/]/'], ['\\$', 'g', '/\\$/'], ['(?:a|b)+?', '', '/(?:a|b)+?/']])('%s with %j is %s', (pattern, flags, text) => {
    expect(toJsonataRegex(pattern, flags)).toEqual({ ok: true, value: text });
  });

  test.each([['(?=a)', ''], ['(a)\\1', ''], ['a++', ''], ['[[:alpha:]]', ''], ['\\h', ''], ['', ''], ['a', 'x'], ['[a&&b]', '']])('%s with %j is refused by what is exotic in it', (pattern, flags) => {
    expect(toJsonataRegex(pattern, flags)).toEqual({ ok: false, error: expect.any(String) });
  });

  test('classes that are wider in jq are known', () => {
    expect([hasWideClasses('\\w+'), hasWideClasses('[a-z]')]).toEqual([true, false]);
  });
});
