import { describe, expect, test } from 'vitest';
import { parseJq } from '#shared/core/expression/jq/parse.ts';

/** The tree without the places in the text. */
function shape(text: string): unknown {
  const parsed = parseJq(text);
  if (!parsed.ok) return parsed.error;
  return JSON.parse(JSON.stringify(parsed.value, (key, value: unknown) => (key === 'offset' ? undefined : value)));
}

describe('jq expressions', () => {
  test.each([
    ['a + b * c', 'a + (b * c)'], ['a - b - c', '(a - b) - c'], ['a // b // c', 'a // (b // c)'], ['a, b | c', '(a, b) | c'], ['a | b | c', 'a | (b | c)'], ['a or b and c', 'a or (b and c)'], ['a == b and c', '(a == b) and c'],
    ['.a = 1 | .b', '(.a = 1) | .b'], ['.a |= . // 1', '(.a |= .) // 1'], ['-a * b', '-(a * b)'], ['-a + b', '(-a) + b'], ['a as $x | b | c', 'a as $x | (b | c)'], ['1 + a as $x | b', '1 + (a as $x | b)'], ['.a.b', '.["a"]["b"]'], ['.a?//1', '.a? // 1'],
    ['.a."b"', '.a.b'], ['.a.["b"]', '.a["b"]'], ['{a}', '{"a": .a}'], ['{$x}', '{"x": $x}'], ['{"a b"}', '{"a b": ."a b"}'], ['{a: b | c, d}', '{a: (b | c), d: .d}'], ['# note\n1', '1'], ['if a then b elif c then d end', 'if a then b else if c then d end end'],
  ])('%s means %s', (text, plain) => {
    expect(shape(text)).toEqual(shape(plain));
  });

  test.each([
    ['.a b', 3], ['.[', 2], ['"abc', 0], ['"\\x"', 1], ['1 == 2 == 3', 7], ['{1: 2}', 1], ['{(a)}', 4], ['.a as x | 1', 6], ['if a b', 5], ['', 0], ['a |', 3], ['~', 0], ['1e999', 0], ['."a\\(1', 6], ['try', 3], ['{a:1,,}', 5], ['then', 0], ['.. "a"', 3],
  ])('%j is refused at its character %i', (text, offset) => {
    expect(parseJq(text)).toEqual({ ok: false, error: { message: expect.any(String), offset } });
  });

  test.each(['import "a" as a; .', 'include "a"; .'])('%s is refused by its name', (text) => {
    expect(parseJq(text)).toMatchObject({ ok: false, error: { construct: text.split(' ')[0] } });
  });

  test.each(['[', '(', '{a:', '"\\(', '-', '.a|', 'if ', 'try ', '1 as [', '.[', 'reduce ', '1//', 'def f: '])('a million times %j is refused at once', (part) => {
    const before = performance.now();
    expect(parseJq(part.repeat(1_000_000)).ok).toBe(false);
    expect(parseJq(part.repeat(3_000)).ok).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
