import { expect, test } from 'vitest';
import { resumeFrame, startFrame } from '#shared/core/interpreter/run.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import { machineOf, outline, programOf } from '#tests/support/machines.ts';
import { turnOf } from '#tests/support/visits.ts';

const program = programOf(
  machineOf({
    first: { Type: 'Pass', Assign: { v: 1 }, Next: 'pause' },
    pause: { Type: 'Wait', Seconds: 5, Next: 'last' },
    last: { Type: 'Pass', Output: '{% $v %}', End: true },
  }),
);

test('a frame goes on until it waits, and on from there when the signal comes', () => {
  const turn = turnOf('in', program);
  startFrame(turn, { path: [], name: 'first', input: 'in' });
  expect(outline(turn.events)).toEqual(['state-entered first', 'state-exited first', 'state-entered pause', 'wait-started pause']);
  expect(turn.snapshot.root).toMatchObject({ state: 'pause', enteredSequence: 3, input: 'in', variables: { v: 1 }, waitingFor: { kind: 'wait', timerId: 'run-1:t1' } });

  const woken = turnOf('in', program);
  woken.snapshot = turn.snapshot;
  resumeFrame(woken, woken.snapshot.root, { kind: 'timer-fired', timerId: 'run-1:t1' });
  expect(outline(woken.events)).toEqual(['state-exited pause', 'state-entered last', 'state-exited last', 'execution-succeeded']);
  expect(woken.snapshot).toMatchObject({ status: 'succeeded', output: 1, sequence: 8 });
});

test('a state that the program does not have is a fault of ours', () => {
  expect(() => startFrame(turnOf('in', program), { path: [], name: 'nowhere', input: 0 })).toThrow(InvariantError);
});
