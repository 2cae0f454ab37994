import { expect, test } from 'vitest';
import { parsed } from '#shared/core/compiler/bind/parsed.ts';
import { expressionValue, type BoundValue } from '#shared/core/compiler/bind/value.ts';
import { writeField } from '#shared/core/compiler/bind/write.ts';
import { orFailure, withChecks } from '#shared/core/compiler/optimise/checks.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';

const asked = (value: BoundValue): unknown => {
  const checked = withChecks(value, [parsed('$a.b'), parsed('$c + 1')]);
  return checked === undefined ? undefined : writeField(checked, '').json;
};
const literal = (value: number): BoundValue => ({ kind: 'literal', origin: '', value });

test('a value that is there is given, else the error is raised that a field of its own would be', () => {
  expect(printExpression(orFailure([parsed('$a')], parsed('$b')))).toBe("$exists($a) ? $b : $error('the expression has no value')");
  expect(printExpression(orFailure([], parsed('$b')))).toBe('$b');
});

test('the first expression of a template asks for everything', () => {
  const text = "{% $exists($a.b) and $exists($c + 1) ? $x : $error('the expression has no value') %}";
  const x = expressionValue(parsed('$x'), '');
  const y = expressionValue(parsed('$y'), '');
  expect(asked(x)).toBe(text);
  expect(asked({ kind: 'object', origin: '', members: [{ key: 'k', value: literal(1) }, { key: 'l', value: { kind: 'array', origin: '', items: [literal(2), x, y] } }, { key: 'm', value: y }] })).toEqual({ k: 1, l: [2, text, '{% $y %}'], m: '{% $y %}' });
});

test('a constant becomes an expression, an object of constants does not', () => {
  expect(asked(literal(5))).toBe("{% $exists($a.b) and $exists($c + 1) ? 5 : $error('the expression has no value') %}");
  expect(asked({ kind: 'object', origin: '', members: [{ key: 'k', value: literal(1) }] })).toBeUndefined();
  expect(withChecks(literal(5), [])).toEqual(literal(5));
});
