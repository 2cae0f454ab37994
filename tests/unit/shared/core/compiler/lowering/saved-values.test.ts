import { expect, test } from 'vitest';
import { newVariable, saveValues } from '#shared/core/compiler/lowering/saved-values.ts';
import { value } from '../bind/expressions.ts';
import { firstTask } from './scopes.ts';

test('only values that are read are saved', () => {
  const { context } = firstTask('do: [ { a: { set: { x: 1 } } } ]');
  const saved = saveValues({ raw: value('$raw'), input: value('$in') }, context);
  expect(saved.assign()).toEqual({});
  context.builder.want('uwf_input_1');
  expect(saved.assign()).toEqual({ Assign: { uwf_input_1: '{% $in %}' } });
  expect(saved.values.input).toEqual({ ...value('$uwf_input_1'), ast: { kind: 'variable', name: 'uwf_input_1' } });
});

test('variables are numbered by their word', () => {
  const { context } = firstTask('do: [ { a: { set: { x: 1 } } } ]');
  expect([newVariable('a', context), newVariable('a', context), newVariable('b', context)]).toEqual(['uwf_a_1', 'uwf_a_2', 'uwf_b_1']);
});
