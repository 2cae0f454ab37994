import { expect, test } from 'vitest';
import { scheduleAttempt } from '#shared/core/interpreter/states/task-attempt.ts';
import type { TaskState } from '#shared/core/asl/model.ts';
import { attemptOfToken } from '#shared/core/interpreter/task-token.ts';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import { STARTED_AT } from '#tests/support/machines.ts';
import { preparing, visitOf } from '#tests/support/visits.ts';

/** An attempt of a state with these fields. */
function attemptOf(fields: Partial<TaskState>) {
  const { preparation } = preparing();
  const { language } = preparation;
  const state: TaskState = { Type: 'Task', Resource: 'r', End: true, ...fields };
  return {
    resource: state.Resource,
    input: language.workInput(state, preparation),
    timeout: language.seconds(state, 'TimeoutSeconds', preparation),
    heartbeat: language.seconds(state, 'HeartbeatSeconds', preparation),
  };
}

test('an attempt tells its command, its timers and its fact', () => {
  const visit = visitOf({ input: 'in', retries: [1, 1] });
  const attempt = attemptOf({ Arguments: { x: '{% $states.input %}' }, TimeoutSeconds: 10, HeartbeatSeconds: '{% 2 + 2 %}' });
  expect(scheduleAttempt(visit, attempt)).toEqual({
    ok: true,
    value: { kind: 'task', attemptId: 'run-1:1', timeoutTimerId: 'run-1:t1', heartbeatTimerId: 'run-1:t2', heartbeatSeconds: 4 },
  });
  expect(visit.turn.commands).toEqual([
    { kind: 'schedule-task', attemptId: 'run-1:1', state: 'here', resource: 'r', arguments: { x: 'in' }, retryCount: 2, visit: 2, timeoutSeconds: 10 },
    { kind: 'start-timer', timerId: 'run-1:t1', dueAt: STARTED_AT + 10_000 },
    { kind: 'start-timer', timerId: 'run-1:t2', dueAt: STARTED_AT + 4_000 },
  ]);
  expect(visit.turn.events[0]).toMatchObject({
    kind: 'task-scheduled',
    details: { attemptId: 'run-1:1', resource: 'r', arguments: { x: 'in' }, retryCount: 2, timeoutSeconds: 10, heartbeatSeconds: 4 },
  });
});

test.each(['Arguments', 'TimeoutSeconds', 'HeartbeatSeconds'] as const)('an attempt whose %s fails has scheduled nothing', (field) => {
  const visit = visitOf();
  expect(scheduleAttempt(visit, attemptOf({ [field]: '{% $x %}' }))).toMatchObject({ ok: false, error: { error: 'States.QueryEvaluationError' } });
  expect(visit.turn.commands).toEqual([]);
  expect(visit.turn.snapshot).toMatchObject({ attempts: 0, timers: 0 });
});

const TOKEN = { Arguments: { token: '{% $states.context.Task.Token %}' } };
const tokenAttempt = attemptOf({ ...TOKEN, Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' });

test('the arguments of an attempt that waits for its token see the token of just this attempt', () => {
  const visit = visitOf();
  scheduleAttempt(visit, tokenAttempt);
  const [command] = visit.turn.commands;
  const given = command?.kind === 'schedule-task' && isJsonObject(command.arguments) ? command.arguments['token'] : undefined;
  expect(attemptOfToken(String(given))).toBe('run-1:1');
});

test('other attempts have no token, nor had any before tokens came', () => {
  expect(scheduleAttempt(visitOf(), attemptOf(TOKEN)).ok).toBe(false);
  const visit = visitOf();
  visit.turn.snapshot = { ...visit.turn.snapshot, behaviour: 1 };
  expect(scheduleAttempt(visit, tokenAttempt).ok).toBe(false);
});
