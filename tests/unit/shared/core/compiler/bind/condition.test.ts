import { expect, test } from 'vitest';
import { bindCondition, both, equal, negated, toCondition } from '#shared/core/compiler/bind/condition.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { evaluateText } from '../run-document.ts';
import { ast, bindings, normal, recorder } from './expressions.ts';

test.each(['$a = 1', '$a != 1', '1 in $a', '$a and $b', 'true', '$exists($a)', '$not($exists($a))', '$a ? true : $b = 1', '($x := 1; $x = 1)'])('%s is a condition already', (text) => {
  expect(printExpression(toCondition(ast(text)))).toBe(normal(text));
});

test.each(['$a < 1', '$a', '$boolean($a)', '$not($a)', '($a ? true)', 'null', '$a.b', '($a = 1)[0]', '($x := 1)'])('%s becomes one', (text) => {
  expect(printExpression(toCondition(ast(text)))).toBe(normal(`${text} ? true : false`));
});

test('nothing and null are false', () => {
  expect(evaluateText(printExpression(toCondition(ast('$a.b < 1'))), { a: {} })).toBe(false);
  expect(evaluateText(printExpression(toCondition(ast('$a'))), { a: null })).toBe(false);
});

test('conditions are joined, negated and compared', () => {
  const printed = printExpression(both(negated(equal(ast('$a'), ast('1'))), ast('true')));
  expect(evaluateText(printed, { a: 2 })).toBe(true);
  expect(evaluateText(printed, { a: 1 })).toBe(false);
});

test('what counts as true is a matter of the language', () => {
  const holds = (text: string, language: 'jq' | 'jsonata'): unknown =>
    evaluateText(printExpression(bindCondition({ text, pointer: '/p' }, bindings(), { ...recorder(), language })), { states: { input: { n: 0 } } });
  expect([holds('.n', 'jq'), holds('$.n', 'jsonata'), holds('.missing', 'jq')]).toEqual([true, false, false]);
});
