import { expect, test } from 'vitest';
import { machineOf, outline, runMachine } from '#tests/support/machines.ts';

test('Succeed ends the execution with its input', () => {
  const { snapshot, history } = runMachine(machineOf({ end: { Type: 'Succeed' } }), [1]);
  expect(snapshot).toMatchObject({ status: 'succeeded', output: [1] });
  expect(outline(history)).toEqual(['execution-started', 'state-entered end', 'state-exited end', 'execution-succeeded']);
});

test('Succeed ends the execution with its Output', () => {
  expect(runMachine(machineOf({ end: { Type: 'Succeed', Output: '{% $states.input.a %}' } }), { a: 'b' }).snapshot.output).toBe('b');
});

test('an Output of Succeed that gives nothing fails the execution', () => {
  expect(runMachine(machineOf({ end: { Type: 'Succeed', Output: '{% $states.input.missing %}' } })).snapshot.status).toBe('failed');
});
