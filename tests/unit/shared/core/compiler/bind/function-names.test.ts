import { expect, test } from 'vitest';
import { functionsReadAsData, separateFunctionNames, valueName } from '#shared/core/compiler/bind/function-names.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { ast, normal } from './expressions.ts';

test.each([
  ['$error.status', '$uwf_value_of_error.status'],
  ["$error('x')", "$error('x')"],
  ['$string($error)', '$string($uwf_value_of_error)'],
  ['$error($error)', '$error($uwf_value_of_error)'],
  ['($error := 1; $error)', '($error := 1; $error)'],
  ['$count($x)', '$count($x)'],
])('%s with a variable called error', (text, expected) => {
  expect(printExpression(separateFunctionNames(ast(text), ['error', 'input']))).toBe(normal(expected));
});

test('a name that is no function stays', () => {
  expect([valueName('problem'), valueName('error')]).toEqual(['problem', 'uwf_value_of_error']);
});

test('finds functions whose members are read', () => {
  expect(functionsReadAsData(ast('$error.status + $map(a, $string) + ($sum := 1; $sum.x)'))).toEqual(['error']);
});
