import { expect, test } from 'vitest';
import { adopting, addSignal, noRetryOf, signalCatcher, signalled, SIGNALS } from '#shared/core/compiler/lowering/signals.ts';
import { writeExpression } from '#shared/core/compiler/bind/write.ts';
import { firstTask, scopeOf } from './scopes.ts';

test('a signal carries the output, and the context where it is to be told', () => {
  const { task, context } = firstTask('do: [ { a: { set: { x: 1 } } } ]');
  const plain = addSignal(task, scopeOf(), { name: SIGNALS.win, part: 'end', variant: '.a' }, context);
  const told = addSignal(task, scopeOf(), { name: SIGNALS.end, part: 'end', variant: '.b', context: 'uwf_context_1' }, context);
  expect(context.builder.stateAt(plain)?.state).toEqual({ Type: 'Fail', Error: 'owf.win', Cause: "{% $string({'o': $states.input}) %}" });
  expect(context.builder.stateAt(told)?.state).toEqual({ Type: 'Fail', Error: 'owf.end', Cause: "{% $string({'o': $states.input, 'c': $uwf_context_1}) %}" });
  expect(context.builder.isWanted('uwf_context_1')).toBe(true);
});

test('a catcher takes it, before anything is tried again', () => {
  const catcher = signalCatcher(SIGNALS.win, 'next', { Output: writeExpression(signalled('o')), ...adopting('uwf_context') });
  expect(catcher).toEqual({ ErrorEquals: ['owf.win'], Output: '{% $parse($states.errorOutput.Cause).o %}', Assign: { uwf_context: '{% $parse($states.errorOutput.Cause).c %}' }, Next: 'next' });
  expect(noRetryOf([catcher])).toEqual({ ErrorEquals: ['owf.win'], MaxAttempts: 0 });
});
