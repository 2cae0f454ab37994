import { describe, expect, test } from 'vitest';
import { contextObject } from '#shared/core/interpreter/context-object.ts';
import { frameAt } from '#shared/core/interpreter/frame.ts';
import type { Frame } from '#shared/core/interpreter/snapshot.ts';
import { taskTokenOf } from '#shared/core/interpreter/task-token.ts';
import { machineOf, programOf, STARTED_AT } from '#tests/support/machines.ts';
import { visitOf } from '#tests/support/visits.ts';

test('tells execution, machine and state; RetryCount is not there for a Pass', () => {
  expect(contextObject(visitOf({ enteredAt: STARTED_AT + 1_500, input: { a: 1 } }))).toEqual({
    Execution: { Id: 'run-1', Input: { a: 1 }, StartTime: '2023-11-14T22:13:20.000Z', Name: 'run-1', RedriveCount: 0 },
    StateMachine: { Id: 'tests.machine@1.0.0', Name: 'machine' },
    State: { Name: 'here', EnteredTime: '2023-11-14T22:13:21.500Z' },
  });
});

test('RetryCount of a Task counts the retries of all retriers', () => {
  const program = programOf(machineOf({ here: { Type: 'Task', Resource: 'r', End: true } }));
  expect(contextObject(visitOf({ retries: [1, 2] }, program))).toMatchObject({ State: { RetryCount: 3 } });
});

describe('inside of scopes', () => {
  const scope = { state: 'here', enteredAt: 0, enteredSequence: 5, input: null, variables: {}, retries: [], children: [] };
  const item = { index: 1, value: 'v', key: 'k' };
  const own = { name: 'n', startedAt: STARTED_AT + 1_000, input: 'own', items: 1 };

  /** The context of the innermost of some frames, one inside the other. */
  function contextIn(...marks: readonly Partial<Frame>[]) {
    const nest = ([mark, ...rest]: readonly Partial<Frame>[], path: readonly number[]): readonly Frame[] => (mark === undefined ? [] : [{ ...scope, path, ...mark, children: nest(rest, [...path, 0]) }]);
    const visit = visitOf({ children: nest(marks, [0]) });
    const frame = frameAt(visit.turn.snapshot.root, marks.map(() => 0));
    return contextObject({ ...visit, frame: frame ?? visit.frame });
  }

  test('tells the item of the innermost inline Map', () => {
    expect(contextIn({ item: { index: 0, value: 'outer' } }, { item }, {})).toMatchObject({ Map: { Item: { Index: 1, Value: 'v', Key: 'k' } } });
    expect(contextIn({ item: { index: 0, value: null } })['Map']).toEqual({ Item: { Index: 0, Value: null } });
    expect(contextIn({})).not.toHaveProperty('Map');
  });

  test('of a distributed Map tells an execution of its own, and no item from around it', () => {
    const context = contextIn({ item }, { own }, {});
    expect(context).toMatchObject({ Execution: { Id: 'run-1/n', Name: 'n', Input: 'own', StartTime: '2023-11-14T22:13:21.000Z' } });
    expect(context).not.toHaveProperty('Map');
    expect(contextIn({ own }, { item })).toMatchObject({ Map: { Item: { Index: 1 } }, Execution: { Name: 'n' } });
  });

  test('tells the item that a selector is evaluated for before any other', () => {
    expect(contextObject({ ...visitOf(), item })).toMatchObject({ Map: { Item: { Index: 1 } } });
  });
});

test('tells the role and how the execution was started where that is known', () => {
  const visit = visitOf();
  visit.turn.snapshot = { ...visit.turn.snapshot, execution: { ...visit.turn.snapshot.execution, roleArn: 'role', isSynchronous: true } };
  const { Execution } = contextObject(visit);
  expect(Execution).toMatchObject({ RoleArn: 'role' });
  expect(Execution).not.toHaveProperty('RedriveCount');
});

test('tells the token of the attempt whose arguments are evaluated', () => {
  expect(contextObject({ ...visitOf(), attemptId: 'run-1:7' })).toMatchObject({ Task: { Token: taskTokenOf('run-1:7') } });
});
