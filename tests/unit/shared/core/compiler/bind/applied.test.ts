import { expect, test } from 'vitest';
import { applied } from '#shared/core/compiler/bind/applied.ts';
import { parsed } from '#shared/core/compiler/bind/parsed.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import { evaluateText } from '../run-document.ts';

test('the argument is evaluated once and read by its name', () => {
  const text = printExpression(applied(parsed('($value := $argument; [$value, $value + 1])'), parsed('$n * 2')));
  expect(evaluateText(text, { n: 3 })).toEqual([6, 7]);
});

test('what is no template of the compiler is a fault', () => {
  expect(() => applied(parsed('1'), parsed('2'))).toThrow(InvariantError);
  expect(() => applied(parsed('(1; 2)'), parsed('2'))).toThrow(InvariantError);
});
