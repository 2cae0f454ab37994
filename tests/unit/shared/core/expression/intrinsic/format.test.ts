import { describe, expect, test } from 'vitest';
import { format, toJavaText } from '#shared/core/expression/intrinsic/format.ts';
import { TEXT_RESULT_UNITS_MAX } from '#shared/core/expression/intrinsic/limits.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

describe('format', () => {
  test.each<[JsonValue, string]>([
    ['a', 'a'],
    [1.5, '1.5'],
    [true, 'true'],
    [null, 'null'],
    [{ a: 1, b: [] }, '{a=1, b=[]}'],
    [[1, 'x', null, { c: {} }], '[1, x, null, {c={}}]'],
  ])('writes %j as %s', (value, text) => {
    expect(toJavaText(value)).toBe(text);
    expect(format('<{}>', [value])).toBe(`<${text}>`);
  });

  test('takes values in order, and escaped braces as braces', () => {
    expect(format(String.raw`{}: \{{}\} \'x\' \\ \d`, ['a', 'b'])).toBe(String.raw`a: {b} 'x' \ \d`);
  });

  test.each([
    ['{', "matching '}' not found for '{'"],
    ['a } b', "matching '{' not found for '}'"],
    ['{0}', "matching '}' not found"],
    ['{}{}', 'The number of arguments does not match the occurrences of {}'],
    ['none', 'The number of arguments does not match the occurrences of {}'],
  ])('refuses the template %s', (template, message) => {
    expect(() => format(template, ['a'])).toThrow(message);
  });

  test('refuses a result that is too large', () => {
    expect(() => format('{}{}', ['x'.repeat(TEXT_RESULT_UNITS_MAX), 'y'])).toThrow('The result is too large');
  });
});
