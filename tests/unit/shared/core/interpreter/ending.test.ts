import { describe, expect, test } from 'vitest';
import { failExecution, stopExecution, succeedExecution, timeOutExecution } from '#shared/core/interpreter/ending.ts';
import type { Turn } from '#shared/core/interpreter/model.ts';
import { visitOf } from '#tests/support/visits.ts';

function waitingTurn(): Turn {
  const { turn } = visitOf({ waitingFor: { kind: 'task', attemptId: 'run-1:1', timeoutTimerId: 't2' } });
  turn.snapshot = { ...turn.snapshot, timeoutTimerId: 't1' };
  return turn;
}

describe('an execution that ends', () => {
  test.each<[string, (turn: Turn) => void, object]>([
    ['succeeded', (turn) => succeedExecution(turn, 'out'), { status: 'succeeded', output: 'out' }],
    ['failed', (turn) => failExecution(turn, { error: 'E', aliases: ['A'] }), { status: 'failed', failure: { error: 'E' } }],
    ['timed-out', timeOutExecution, { status: 'timed-out', failure: { error: 'States.Timeout' } }],
    ['stopped', (turn) => stopExecution(turn, 'reason'), { status: 'stopped' }],
  ])('%s gives up what it waits for', (status, end, told) => {
    const turn = waitingTurn();
    end(turn);
    expect(turn.snapshot).toMatchObject(told);
    expect(turn.snapshot).not.toHaveProperty('timeoutTimerId');
    expect(turn.snapshot.root).not.toHaveProperty('waitingFor');
    expect(turn.events.map((event) => event.kind)).toEqual(['task-cancelled', `execution-${status}`]);
    expect(turn.commands).toEqual([
      { kind: 'clear-timer', timerId: 't2' },
      { kind: 'cancel-task', attemptId: 'run-1:1', state: 'here' },
      { kind: 'clear-timer', timerId: 't1' },
    ]);
  });

  test('also gives up what frames beneath the root wait for', () => {
    const { turn, frame } = visitOf();
    const child = { ...frame, path: [0], waitingFor: { kind: 'task', attemptId: 'run-1:9' } as const };
    turn.snapshot = { ...turn.snapshot, root: { ...frame, children: [child, { ...frame, path: [1], waitingFor: { kind: 'wait', timerId: 't9' } }] } };
    stopExecution(turn, undefined);
    expect(turn.commands).toEqual([
      { kind: 'cancel-task', attemptId: 'run-1:9', state: 'here', scope: '0' },
      { kind: 'clear-timer', timerId: 't9' },
    ]);
    expect(turn.events[0]).toMatchObject({ kind: 'task-cancelled', frame: [0] });
    expect(turn.snapshot.root.children).toEqual([]);
    expect(turn.events.at(-1)?.details).toEqual({});
  });
});
