import { expect, test } from 'vitest';
import { addTemplatePass, joinDataFlow, plainFlow } from '#shared/core/compiler/lowering/template-pass.ts';
import { value } from '../bind/expressions.ts';
import { firstTask, scopeOf } from './scopes.ts';

test('a Pass and its twin do the same with the value', () => {
  const { task, context } = firstTask('do: [ { a: { set: { x: 1 } } } ]');
  const label = addTemplatePass(task, scopeOf(), { part: 'input', phase: 'start', template: value('$states.input.x'), flow: (result, isStateOutput) => plainFlow(result, isStateOutput, '/next') }, context);
  const draft = context.builder.stateAt(label);
  expect(draft).toMatchObject({ phase: 'start', state: { Type: 'Pass', Output: '{% $states.input.x %}', Next: '/next' } });
  expect(draft?.evaluate?.state).toMatchObject({ Arguments: { template: { 'uwf:expression': '$states.input.x' } }, Next: '/next' });
  expect(draft?.evaluate?.state).not.toHaveProperty('Output');
});

test('variables of two parts are joined', () => {
  expect(joinDataFlow({ Output: 1, Assign: { a: 1 } }, { Assign: { b: 2 } })).toEqual({ Output: 1, Assign: { a: 1, b: 2 } });
  expect(joinDataFlow({ Output: 1 }, {})).toEqual({ Output: 1 });
});
