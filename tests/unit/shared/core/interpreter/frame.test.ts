import { expect, test } from 'vitest';
import { ended, frameAt, frameAwaitingAttempt, frameAwaitingTimer, framesOf, replaceFrame, timersOf, withoutWaiting } from '#shared/core/interpreter/frame.ts';
import type { Frame, Waiting } from '#shared/core/interpreter/snapshot.ts';

function frame(path: readonly number[], children: readonly Frame[] = [], waitingFor?: Waiting): Frame {
  return { path, state: 's', enteredAt: 0, input: null, variables: {}, retries: [], children, ...(waitingFor === undefined ? {} : { waitingFor }) };
}

const task: Waiting = { kind: 'task', attemptId: 'a:1', timeoutTimerId: 't1', heartbeatTimerId: 't2', heartbeatSeconds: 5 };
const deep = frame([0, 1], [], task);
const waiting = frame([1], [], { kind: 'retry', timerId: 't3' });
const tree = frame([], [frame([0], [frame([0, 0]), deep]), waiting]);

test('framesOf() tells outer frames before inner ones', () => {
  expect(framesOf(tree).map((one) => one.path)).toEqual([[], [0], [0, 0], [0, 1], [1]]);
});

test('a frame is found by its path, wherever it is', () => {
  expect(frameAt(tree, [0, 1])).toBe(deep);
  expect(frameAt(tree, [])).toBe(tree);
  expect(frameAt(tree, [2])).toBeUndefined();
});

test('replacing a frame leaves the others as they are', () => {
  const next = replaceFrame(tree, { ...deep, input: 'new' });
  expect(frameAt(next, [0, 1])?.input).toBe('new');
  expect(frameAt(next, [1])).toBe(waiting);
  expect(frameAt(next, [0, 0])).toBe(frameAt(tree, [0, 0]));
  expect(tree.children[0]?.children[1]).toBe(deep);
});

test('a frame is found by the attempt or the timer that it waits for', () => {
  expect(frameAwaitingAttempt(tree, 'a:1')).toBe(deep);
  expect(frameAwaitingAttempt(tree, 'a:2')).toBeUndefined();
  expect(frameAwaitingTimer(tree, 't2')).toBe(deep);
  expect(frameAwaitingTimer(tree, 't3')).toBe(waiting);
  expect(frameAwaitingTimer(tree, 't4')).toBeUndefined();
});

test('timersOf() names every timer that a frame waits for', () => {
  expect(timersOf(deep)).toEqual(['t1', 't2']);
  expect(timersOf(frame([], [], { kind: 'task', attemptId: 'a:1' }))).toEqual([]);
  expect(timersOf(waiting)).toEqual(['t3']);
  expect(timersOf(frame([]))).toEqual([]);
});

test('withoutWaiting() and ended() leave the members out, not undefined', () => {
  expect('waitingFor' in withoutWaiting(deep)).toBe(false);
  expect(Object.keys(ended(tree))).not.toContain('state');
  expect(ended(tree).children).toEqual([]);
});
