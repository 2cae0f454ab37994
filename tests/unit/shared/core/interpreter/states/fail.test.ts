import { expect, test } from 'vitest';
import type { FailState } from '#shared/core/asl/model.ts';
import { machineOf, outline, runMachine } from '#tests/support/machines.ts';

function failWith(state: Omit<FailState, 'Type'>) {
  return runMachine(machineOf({ bad: { Type: 'Fail', ...state } }), { e: 'Custom', n: 1 });
}

test('Fail ends the execution with its Error and Cause, literal or computed', () => {
  expect(failWith({ Error: 'E', Cause: '{% "because " & $states.input.e %}' }).snapshot.failure).toEqual({ error: 'E', cause: 'because Custom' });
  expect(failWith({ Error: '{% $states.input.e %}' }).snapshot.failure).toEqual({ error: 'Custom' });
});

test('Fail without Error and Cause fails with neither', () => {
  const { snapshot, history } = failWith({});
  expect(snapshot.failure).toEqual({});
  expect(outline(history)).toEqual(['execution-started', 'state-entered bad', 'execution-failed']);
  expect(history.at(-1)?.details).toEqual({});
});

test.each([{ Error: '{% $states.input.n %}' }, { Cause: '{% $states.input.n %}' }])('%j that is not a text fails by States.QueryEvaluationError', (state) => {
  expect(failWith(state).snapshot.failure?.error).toBe('States.QueryEvaluationError');
});
