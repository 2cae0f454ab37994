import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expressionOf, toExpression } from '#shared/core/asl/model.ts';

describe('expressionOf()', () => {
  test.each([
    ['{% $x %}', '$x'],
    ['{%$x%}', '$x'],
    ['{%%}', ''],
    ['{%\n $sum([1])\n%}', '$sum([1])'],
  ])('%j holds %j', (text, expression) => {
    expect(expressionOf(text)).toBe(expression);
  });

  test.each([' {% $x %}', '{% $x %} ', '{% $x', '$x %}', '{%}', '{ % x % }', '', 1, null, {}, ['{% $x %}']])('%j is a literal', (value) => {
    expect(expressionOf(value)).toBeUndefined();
  });

  test('gives back whatever toExpression() wrapped', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(expressionOf(toExpression(text))).toBe(text.trim());
      }),
    );
  });
});
