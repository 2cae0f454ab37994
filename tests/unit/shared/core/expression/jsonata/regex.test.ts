import { describe, expect, test } from 'vitest';
import { compileRegex, RegexRun } from '#shared/core/expression/jsonata/regex.ts';

function matches(pattern: string, text: string, flags = ''): readonly string[] {
  const compiled = compileRegex(pattern, flags);
  if (!compiled.ok) expect.fail(`${pattern}: ${compiled.error}`);
  const run = new RegexRun(compiled.value);
  const found: string[] = [];
  for (let match = run.exec(text); match !== null && match[0] !== ''; match = run.exec(text)) found.push(match[0] ?? '');
  return found;
}

describe('the regular-expression policy', () => {
  test.each([
    ['(a)\\1', 'a backreference'],
    ['(?<n>a)\\k<n>', 'a backreference'],
    ['a(?=b)', 'a lookahead'],
    ['a(?!b)', 'a lookahead'],
    ['(?<=a)b', 'a lookbehind'],
    ['(?<!a)b', 'a lookbehind'],
    ['(?i)a', 'an inline modifier'],
    ['(?P<n>a)', 'an inline modifier'],
    ['\\p{L}', 'the escape \\p'],
    ['\\Aa', 'the escape \\A'],
    ['[\\1]', 'the escape \\1'],
    ['\\x4', 'an octal or incomplete escape'],
    ['\\012', 'an octal or incomplete escape'],
    ['\\u12', 'an octal or incomplete escape'],
    ['[a', 'a character class without its end'],
    ['[a\\', 'a backslash at the end'],
    ['a\\', 'a backslash at the end'],
    ['a**', 'the linear-time engine cannot take the pattern (nested or very large repeats, unbalanced brackets)'],
    ['a{1001}', 'the linear-time engine cannot take the pattern (nested or very large repeats, unbalanced brackets)'],
    ['(a', 'the linear-time engine cannot take the pattern (nested or very large repeats, unbalanced brackets)'],
    ['(a{1,90}){1,11}b{1,900}', 'the pattern is too large'],
  ])('refuses %s: %s', (pattern, construct) => {
    expect(compileRegex(pattern, 'g')).toEqual({ ok: false, error: construct });
  });

  test.each([
    ['\\d{2,3}', '1 22 3333 44'],
    ['[^,;]+', 'a,b;cd'],
    ['\\s', 'a\u00a0b\u2028c\td\ufeff'],
    ['\\S+', 'ab\u3000cd ef'],
    ['[\\s.]', 'a b.c\u00a0'],
    ['[^\\s]', 'a \u00a0b'],
    ['[\\S]', 'a \u00a0b'],
    ['.+', 'one\ntwo\r\u2028three'],
    ['[[\\]]', 'a[b]c'],
    ['\\x41|\\u00e9|\\cJ|\\0', 'AéB\n\0'],
    ['\\u{2}', 'uu'],
    ['\\.\\/\\-\\$\\{', './-${'],
    ['[\\b]', 'a\bc'],
    ['a[^]b', 'a\nb'],
    ['(?:ab)+?', 'ababab'],
    ['(?<year>\\d{4})-(\\d\\d)', 'on 2024-02 and 2025-03'],
    ['\\bfoo\\B', 'foo food'],
    ['a{', 'a{'],
    ['\\é', 'é'],
    ['\\W\\D', 'a!b2!'],
  ])('finds with %s what ECMAScript finds', (pattern, text) => {
    const expected = pattern === '\\u{2}' ? undefined : [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => match[0]);
    if (expected === undefined) expect(compileRegex(pattern, '')).toMatchObject({ ok: false });
    else expect(matches(pattern, text)).toEqual(expected);
  });

  test('an empty class finds nothing', () => {
    expect(matches('[]', 'abc')).toEqual([]);
  });

  test('takes a character beyond the basic plane as one', () => {
    expect(matches('.', '😀a')).toEqual(['😀', 'a']);
    expect(matches('\\ud83d\\ude00', 'x😀')).toEqual(['😀']);
  });

  test('knows the flags i and m', () => {
    expect(matches('^a.', 'ab\nAc', 'gim')).toEqual(['ab', 'Ac']);
    expect(matches('^a.', 'ab\nAc', 'g')).toEqual(['ab']);
  });
});

describe('RegexRun', () => {
  test('gives groups and moves on behind the match', () => {
    const compiled = compileRegex('(a)|(b)', '');
    if (!compiled.ok) expect.fail(compiled.error);
    const run = new RegexRun(compiled.value);
    expect(run.exec('xb')).toEqual(Object.assign(['b', undefined, 'b'], { index: 1 }));
    expect(run.lastIndex).toBe(2);
    expect(run.exec('xb')).toBeNull();
    expect(run.lastIndex).toBe(0);
    run.lastIndex = 9;
    expect(run.exec('xb')).toBeNull();
  });

  test.each([[0.5, 1], [-3, 1], [Number.NaN, 1], [2.9, 3]])('starts at %d as RegExp does', (lastIndex, index) => {
    const compiled = compileRegex('a', '');
    if (!compiled.ok) expect.fail(compiled.error);
    const run = new RegexRun(compiled.value);
    run.lastIndex = lastIndex;
    expect(run.exec('xaxa')?.index).toBe(index);
  });

  test('costs what it reads, and more where it may look far', () => {
    const cost = (pattern: string, text: string) => {
      const compiled = compileRegex(pattern, '');
      if (!compiled.ok) expect.fail(compiled.error);
      const run = new RegexRun(compiled.value);
      const before = run.costBefore(text);
      run.exec(text);
      return before + run.costAfter;
    };
    const text = `a${' '.repeat(9999)}`;
    expect(cost('a+', text)).toBeLessThan(5);
    expect(cost('b', text)).toBeGreaterThan(1000);
    expect(cost('a(.*b)?', text)).toBeGreaterThan(1000);
    expect(cost('a|a.*b', text)).toBeGreaterThan(1000);
    expect(cost('a|b', text)).toBeLessThan(5);
    expect(cost('[a|*]\\|?', text)).toBeLessThan(5);
  });
});
