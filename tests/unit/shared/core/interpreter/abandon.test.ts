import { expect, test } from 'vitest';
import { abandonFrame, abandonScopes } from '#shared/core/interpreter/abandon.ts';
import type { Frame } from '#shared/core/interpreter/snapshot.ts';
import { visitOf } from '#tests/support/visits.ts';

function scope(path: readonly number[], more: Partial<Frame> = {}): Frame {
  return { path, state: 'inside', enteredAt: 0, input: null, variables: {}, retries: [], children: [], ...more };
}

const children = [
  scope([0], { waitingFor: { kind: 'task', attemptId: 'run-1:1', timeoutTimerId: 't1' } }),
  scope([2], { waitingFor: { kind: 'scopes' }, children: [scope([2, 0], { waitingFor: { kind: 'wait', timerId: 't2' } })] }),
];

test('abandonFrame() ends each attempt once and leaves no timer behind', () => {
  const { turn, frame } = visitOf({ children });
  abandonFrame(turn, frame);
  expect(turn.events.map((event) => [event.kind, event.frame])).toEqual([['task-cancelled', [0]]]);
  expect(turn.commands).toEqual([
    { kind: 'clear-timer', timerId: 't1' },
    { kind: 'cancel-task', attemptId: 'run-1:1', state: 'inside', scope: '0' },
    { kind: 'clear-timer', timerId: 't2' },
  ]);
});

test('abandonScopes() tells of each scope that it was given up, and goes on without any', () => {
  const visit = visitOf({ children, waitingFor: { kind: 'scopes', timerId: 't9' }, opened: { total: 3, next: 3, results: [] } });
  const rest = abandonScopes(visit, 'branch');
  expect(visit.turn.events.map((event) => [event.kind, event.frame])).toEqual([
    ['task-cancelled', [0]],
    ['branch-aborted', [0]],
    ['branch-aborted', [2]],
  ]);
  expect(visit.turn.events[2]?.details).toMatchObject({ index: 2 });
  expect(visit.turn.commands[0]).toEqual({ kind: 'clear-timer', timerId: 't9' });
  expect(rest.frame.children).toEqual([]);
  for (const member of ['opened', 'waitingFor']) expect(rest.frame).not.toHaveProperty(member);
  expect(visit.turn.snapshot.root).toBe(rest.frame);
});
