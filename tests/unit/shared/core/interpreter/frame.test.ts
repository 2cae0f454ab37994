import { expect, test } from 'vitest';
import { ended, frameAt, frameAwaitingAttempt, frameAwaitingTimer, framesAround, framesOf, numberOf, outerVariables, removeFrame, replaceFrame, timersOf, visibleVariables, withoutScopes, withoutWaiting } from '#shared/core/interpreter/frame.ts';
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

test('a frame that is new takes its place in the order of the paths', () => {
  const next = replaceFrame(replaceFrame(tree, frame([2])), frame([0, 0, 4]));
  expect(framesOf(next).map((one) => one.path)).toEqual([[], [0], [0, 0], [0, 0, 4], [0, 1], [1], [2]]);
  const before = replaceFrame(frame([], [frame([3])]), frame([1]));
  expect(before.children.map((one) => one.path)).toEqual([[1], [3]]);
});

test('a frame is put nowhere when what should be around it is gone', () => {
  expect(replaceFrame(tree, frame([7, 0]))).toBe(tree);
});

test('removing a frame leaves the others as they are', () => {
  const next = removeFrame(tree, [0, 0]);
  expect(framesOf(next).map((one) => one.path)).toEqual([[], [0], [0, 1], [1]]);
  expect(frameAt(next, [1])).toBe(waiting);
  expect(removeFrame(tree, []).children).toBe(tree.children);
});

test('frames are found among very many', () => {
  const many = frame([], Array.from({ length: 1_000 }, (_, index) => frame([index * 3])));
  expect(frameAt(many, [999 * 3])).toBe(many.children[999]);
  expect(frameAt(many, [4])).toBeUndefined();
});

test('numberOf() is the last step of the path', () => {
  expect([deep, waiting, tree].map(numberOf)).toEqual([1, 1, 0]);
});

test('framesAround() names the frames on the way', () => {
  expect(framesAround(tree, [0, 1]).map((one) => one.path)).toEqual([[], [0]]);
  expect(framesAround(tree, [])).toEqual([]);
});

test('withoutScopes() forgets what a state opened', () => {
  const opened = { ...tree, waitingFor: { kind: 'scopes' as const }, opened: { total: 2, next: 2, results: [] } };
  expect(withoutScopes(opened)).toEqual({ ...frame([]), children: [] });
});

test('visibleVariables() are those of the scopes around, up to an execution of its own', () => {
  const own = { name: 'n', startedAt: 0, input: null, items: 1 };
  const inner = { ...frame([0, 0]), variables: { c: 3 } };
  const outer = { ...frame([0], [inner]), variables: { b: 2 } };
  const root = { ...frame([], [outer]), variables: { a: 1 } };
  expect(visibleVariables(root, inner)).toEqual({ a: 1, b: 2, c: 3 });
  expect(visibleVariables(root, root)).toEqual({ a: 1 });
  const apart = { ...root, children: [{ ...outer, own }] };
  expect(visibleVariables(apart, inner)).toEqual({ b: 2, c: 3 });
  expect(outerVariables(root, inner)).toEqual({ a: 1, b: 2 });
  expect(outerVariables(root, { ...inner, own })).toEqual({});
  expect(outerVariables(root, root)).toEqual({});
});
