import { describe, expect, test } from 'vitest';
import { expressionText, isEmptyExpression, looksLikeExpression, wrapExpression, wrappedExpression } from '#shared/core/definition/expression-text.ts';

describe('expressions in texts', () => {
  test('a wholly wrapped text is an expression, also over several lines', () => {
    expect(wrappedExpression('${ $x }')).toBe('$x');
    expect(wrappedExpression(' ${$x +\n 1} \n')).toBe('$x +\n 1');
    expect(wrappedExpression('${ {"a": 1} }')).toBe('{"a": 1}');
    expect(wrappedExpression('a ${ $x }')).toBeUndefined();
    expect(wrappedExpression('$x')).toBeUndefined();
  });

  test('an expression field may leave the wrapping out', () => {
    expect(expressionText('${ $x }')).toBe('$x');
    expect(expressionText(' $x ')).toBe('$x');
    expect(wrappedExpression(wrapExpression('$x'))).toBe('$x');
  });

  test.each(['${}', ' ${ } ', '${\n}'])('%j is an empty expression', (text) => {
    expect(isEmptyExpression(text)).toBe(true);
  });

  test.each(['$input', '$input.a[0].b', '.customer', '.a.b', '.colors + ["red"]', '$.a', '$now()', 'Hello ${ .name }!', 'https://x/${.id}'])('%j looks like an expression', (text) => {
    expect(looksLikeExpression(text)).toBe(true);
  });

  test.each(['${ $x }', 'text', '$5.00', '.5', '...', 'Mr. Smith', 'a.b', '$', '', '{id}', '10 $ each'])('%j does not look like one', (text) => {
    expect(looksLikeExpression(text)).toBe(false);
  });
});
