import { expect, test } from 'vitest';
import { createExecutorExpressions, itemValue } from '#shared/core/compiler/events/executor-expressions.ts';
import { toAst } from '#shared/core/compiler/bind/value.ts';
import { writeField } from '#shared/core/compiler/bind/write.ts';
import { ast } from '../bind/expressions.ts';

test('a condition carries its text, and what it reads of the workflow goes with it', () => {
  const expressions = createExecutorExpressions();
  const written = expressions.write(ast('$uwf_item_value.n > $uwf_limit_1 and $states.input.go'), '/p');
  expect(writeField(written, '').json).toEqual({ 'uwf:expression': '($uwf_item_value := $; $uwf_item_value.n > $uwf_limit_1 and $states.input.go)' });
  expect(writeField(expressions.variables('/p'), '').json).toEqual({ uwf_limit_1: '{% $uwf_limit_1 %}', states: { input: '{% $states.input %}' } });
});

test('a condition that looks at nothing binds nothing', () => {
  const expressions = createExecutorExpressions();
  expect(writeField(expressions.write(ast('true'), '/p'), '').json).toEqual({ 'uwf:expression': 'true' });
  expect(writeField(expressions.variables('/p'), '').json).toEqual({});
});

test('the value that an executor looks at keeps its name inside of filters', () => {
  expect(toAst(itemValue('/p'))).toEqual({ kind: 'variable', name: 'uwf_item_value' });
});
