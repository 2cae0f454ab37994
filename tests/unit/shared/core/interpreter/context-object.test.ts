import { expect, test } from 'vitest';
import { contextObject } from '#shared/core/interpreter/context-object.ts';
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
