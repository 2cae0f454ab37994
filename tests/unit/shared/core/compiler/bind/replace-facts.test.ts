import { expect, test } from 'vitest';
import { replaceFacts } from '#shared/core/compiler/bind/replace-facts.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { ast, normal } from './expressions.ts';

/** `$fact.path` → a path, `$fact.text` → a literal, `$fact.list` → an array, `$whole` → a call. */
function replaced(text: string): string {
  const result = replaceFacts(ast(text), (variable, [first]) => {
    if (variable === 'whole') return { ast: ast('$f()'), used: 0 };
    if (variable !== 'fact') return undefined;
    const values: Readonly<Record<string, string>> = { path: '$states.context.X', text: "'t'", list: '[1, 2]' };
    return { ast: ast(values[first ?? ''] ?? 'null'), used: first === undefined ? 0 : 1 };
  });
  return printExpression(result);
}

test.each([
  ['$fact.path', '$states.context.X'],
  ['$fact.path.a.b', '$states.context.X.a.b'],
  ['$fact.path[0].a', '$states.context.X[0].a'],
  ['$fact.path[a > $fact.text].b', "$states.context.X[a > 't'].b"],
  ['$fact.text', "'t'"],
  ['$fact.list[0]', '[1, 2][0]'],
  ['$fact.list.a', '([1, 2]).a'],
  ['$fact.path{a: b}', '$states.context.X{a: b}'],
  ['$fact.path.a[]', '$states.context.X.a[]'],
  ['$fact', 'null'],
  ['$whole.a', '$f().a'],
  ['$whole[0]', '$f()[0]'],
  ['$other.path + $fact.text', "$other.path + 't'"],
  ['$map($fact.path, function($x) { $x & $fact.text })', "$map($states.context.X, function($x) { $x & 't' })"],
  ['a.b[$fact.path = 1]^(>$fact.text)', "a.b[$states.context.X = 1]^(>'t')"],
])('%s', (text, expected) => {
  expect(replaced(text)).toBe(normal(expected));
});
