import { describe, expect, test } from 'vitest';
import { machineOf, runMachine } from '#tests/support/machines.ts';

test('a Pass without Output gives on its input', () => {
  expect(runMachine(machineOf({ a: { Type: 'Pass', End: true } }), { any: [1] }).snapshot.output).toEqual({ any: [1] });
});

test('literals that look like something else stay literals', () => {
  const output = { path: '$.a', intrinsic: 'States.UUID()', 'key.$': '$.x', spaced: ' {% 1 %} ', open: '{% 1', variable: '$v' };
  expect(runMachine(machineOf({ a: { Type: 'Pass', Output: output, End: true } })).snapshot.output).toEqual(output);
});

test('expressions stand at any depth and keep their arrays', () => {
  const { snapshot } = runMachine(machineOf({ a: { Type: 'Pass', Output: { list: ['{% [1, 2] %}', { deep: '{% $states.input.x %}' }] }, End: true } }), { x: null });
  expect(snapshot.output).toEqual({ list: [[1, 2], { deep: null }] });
});

describe('variables', () => {
  test('are seen as they were on entry, by Output and by Assign', () => {
    const { snapshot } = runMachine(
      machineOf({
        set: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'swap' },
        swap: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: ['{% $a %}', '{% $b %}'], Next: 'read' },
        read: { Type: 'Pass', Output: { before: '{% $states.input %}', after: ['{% $a %}', '{% $b %}'] }, End: true },
      }),
    );
    expect(snapshot.output).toEqual({ before: [1, 2], after: [2, 1] });
  });

  test('are told in history when they are assigned', () => {
    const { history } = runMachine(machineOf({ a: { Type: 'Pass', Assign: { v: '{% 1 + 1 %}' }, End: true } }), 'in');
    expect(history.find((event) => event.kind === 'state-exited')?.details).toEqual({ type: 'Pass', output: 'in', assigned: { v: 2 } });
  });
});

test('an output of more than 256 KiB fails the execution as on AWS', () => {
  const { snapshot } = runMachine(machineOf({ State_1: { Type: 'Pass', End: true } }), 'x'.repeat(262_143));
  expect(snapshot.failure).toEqual({
    error: 'States.DataLimitExceeded',
    cause: "The state/task 'State_1' returned a result with a size exceeding the maximum number of bytes service limit.",
  });
});

test('an output of exactly 256 KiB is taken', () => {
  expect(runMachine(machineOf({ a: { Type: 'Pass', End: true } }), 'x'.repeat(262_142)).snapshot.status).toBe('succeeded');
});
