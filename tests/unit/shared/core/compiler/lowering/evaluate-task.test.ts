import { expect, test } from 'vitest';
import { evaluateTwin } from '#shared/core/compiler/lowering/evaluate-task.ts';
import { constantValue, type BoundValue } from '#shared/core/compiler/bind/value.ts';
import { value } from '../bind/expressions.ts';
import { firstTask, handler, scopeOf } from './scopes.ts';

function twin(template: BoundValue): ReturnType<typeof evaluateTwin> {
  const { task, context } = firstTask('do: [ { a: { set: { x: 1 } } } ]');
  return evaluateTwin(task, scopeOf({ handlers: [handler()] }), { template, dataFlow: { Output: 1 }, origins: [], next: '/next' }, context);
}

test('a constant needs no worker', () => {
  expect(twin(constantValue({ a: 1 }, ''))).toBeUndefined();
});

test('a work item carries what the expressions read, and no more', () => {
  const template = value('$states.input.a & $states.context.Execution.Id & $states.context.State.Name[0] & $uwf_context.b & $map($uwf_try_1, function($x) { $x })');
  expect(twin(template)?.state).toMatchObject({
    Resource: 'uwf:evaluate',
    Arguments: {
      states: { input: '{% $states.input %}', context: { Execution: { Id: '{% $states.context.Execution.Id %}' }, State: { Name: '{% $states.context.State.Name %}' } } },
      variables: { uwf_context: '{% $uwf_context %}', uwf_try_1: '{% $uwf_try_1 %}' },
    },
  });
});

test.each([
  ['$states.context', { context: '{% $states.context %}' }],
  ['$states.context.Execution & $states.context.Execution.Id', { context: { Execution: '{% $states.context.Execution %}' } }],
  ['$states.context.*', { context: '{% $states.context %}' }],
  ['1 + 1', {}],
])('%s reads %j', (text, states) => {
  expect(twin(value(text))?.state).toMatchObject({ Arguments: { states } });
});

test('it goes on as the Pass does, and fails into the try around', () => {
  expect(twin(value('$states.input'))?.state).toMatchObject({ Output: 1, Next: '/next', Catch: [{ Next: '/handler' }] });
});
