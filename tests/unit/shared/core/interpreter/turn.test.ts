import { expect, test } from 'vitest';
import { beginTurn, clearTimers, countHistory, currentFrame, nextAttemptId, recordEvent, sizeOf, startTimer, stepOf, updateFrame } from '#shared/core/interpreter/turn.ts';
import { startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { ExecutionEvent } from '#shared/core/interpreter/event.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import { factsOf, STARTED_AT } from '#tests/support/machines.ts';
import { turnOf } from '#tests/support/visits.ts';

test('events are numbered on from the snapshot, and only the first one of a turn tells its trigger', () => {
  const turn = turnOf();
  const { root } = turn.snapshot;
  expect(recordEvent(turn, { frame: root }, 'execution-started', { a: 1 })).toBe(1);
  expect(recordEvent(turn, { frame: root, state: 'here' }, 'state-entered', {})).toBe(2);
  expect(stepOf(turn)).toEqual({
    snapshot: { ...turn.snapshot, sequence: 2 },
    events: [
      { sequence: 1, at: STARTED_AT, kind: 'execution-started', frame: [], details: { a: 1, trigger: { kind: 'execution-started', seed: 'seed' } } },
      { sequence: 2, at: STARTED_AT, kind: 'state-entered', state: 'here', frame: [], details: {} },
    ],
    commands: [],
  });
});

test.each<[ExecutionEvent, object]>([
  [{ kind: 'task-succeeded', attemptId: 'a', output: 1, at: 0, seed: 's' }, { kind: 'task-answered', seed: 's' }],
  [{ kind: 'task-failed', attemptId: 'a', at: 0, seed: 's' }, { kind: 'task-answered', seed: 's' }],
  [{ kind: 'timer-fired', timerId: 't', at: 0, seed: 's' }, { kind: 'timer-fired', timerId: 't', seed: 's' }],
  [{ kind: 'stop-requested', at: 0, seed: 's' }, { kind: 'stop-requested', seed: 's' }],
  [{ kind: 'stop-requested', reason: 'r', at: 0, seed: 's' }, { kind: 'stop-requested', reason: 'r', seed: 's' }],
])('the trigger of %j', (event, trigger) => {
  const begun = turnOf();
  const turn = beginTurn(begun.program, startSnapshot(factsOf()), event);
  recordEvent(turn, { frame: turn.snapshot.root }, 'execution-stopped', {});
  expect(turn.events[0]?.details['trigger']).toEqual(trigger);
});

test('timers and attempts are named after the execution and counted in the snapshot', () => {
  const turn = turnOf();
  expect([startTimer(turn, 5), startTimer(turn, 6), nextAttemptId(turn), nextAttemptId(turn)]).toEqual(['run-1:t1', 'run-1:t2', 'run-1:1', 'run-1:2']);
  expect(turn.snapshot).toMatchObject({ timers: 2, attempts: 2 });
  expect(turn.commands[1]).toEqual({ kind: 'start-timer', timerId: 'run-1:t2', dueAt: 6 });
});

test('a timer that has just fired need not be cleared', () => {
  const begun = turnOf();
  const turn = beginTurn(begun.program, begun.snapshot, { kind: 'timer-fired', timerId: 't1', at: 0, seed: 's' });
  clearTimers(turn, ['t1', 't2']);
  expect(turn.commands).toEqual([{ kind: 'clear-timer', timerId: 't2' }]);
});

test('sizes are counted in bytes and added to what the turn has written', () => {
  const turn = turnOf();
  const shared = { text: 'ž' };
  expect(sizeOf(turn, shared)).toBe(13);
  countHistory(turn, shared, shared, 'ab');
  expect(turn.historyBytes).toBe(30);
  expect(turn.knownSizes.get(shared)).toBe(13);
});

test('a frame is replaced in the snapshot, and asking for one that is gone is a fault', () => {
  const turn = turnOf();
  const before = turn.snapshot;
  updateFrame(turn, { ...before.root, input: 'new' });
  expect(currentFrame(turn, []).input).toBe('new');
  expect(before.root.input).toEqual({});
  expect(() => currentFrame(turn, [3])).toThrow(InvariantError);
});
