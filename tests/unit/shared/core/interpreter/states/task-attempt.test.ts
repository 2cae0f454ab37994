import { expect, test } from 'vitest';
import { scheduleAttempt } from '#shared/core/interpreter/states/task-attempt.ts';
import { prepareSeconds } from '#shared/core/interpreter/seconds.ts';
import { prepareTemplate } from '#shared/core/interpreter/template.ts';
import { STARTED_AT } from '#tests/support/machines.ts';
import { preparing, visitOf } from '#tests/support/visits.ts';

const { preparation } = preparing();

test('an attempt tells its command, its timers and its fact', () => {
  const visit = visitOf({ input: 'in', retries: [1, 1] });
  const attempt = {
    resource: 'r',
    input: prepareTemplate({ x: '{% $states.input %}' }, 'Arguments', preparation),
    timeout: prepareSeconds(10, 'TimeoutSeconds', false, preparation),
    heartbeat: prepareSeconds('{% 2 + 2 %}', 'HeartbeatSeconds', false, preparation),
  };
  expect(scheduleAttempt(visit, attempt)).toEqual({
    ok: true,
    value: { kind: 'task', attemptId: 'run-1:1', timeoutTimerId: 'run-1:t1', heartbeatTimerId: 'run-1:t2', heartbeatSeconds: 4 },
  });
  expect(visit.turn.commands).toEqual([
    { kind: 'schedule-task', attemptId: 'run-1:1', state: 'here', resource: 'r', arguments: { x: 'in' }, retryCount: 2, timeoutSeconds: 10 },
    { kind: 'start-timer', timerId: 'run-1:t1', dueAt: STARTED_AT + 10_000 },
    { kind: 'start-timer', timerId: 'run-1:t2', dueAt: STARTED_AT + 4_000 },
  ]);
  expect(visit.turn.events[0]).toMatchObject({
    kind: 'task-scheduled',
    details: { attemptId: 'run-1:1', resource: 'r', arguments: { x: 'in' }, retryCount: 2, timeoutSeconds: 10, heartbeatSeconds: 4 },
  });
});

test.each(['input', 'timeout', 'heartbeat'] as const)('an attempt whose %s fails has scheduled nothing', (field) => {
  const visit = visitOf();
  const bad = field === 'input' ? { input: prepareTemplate('{% $x %}', 'Arguments', preparation) } : { [field]: prepareSeconds('{% $x %}', field, false, preparation) };
  expect(scheduleAttempt(visit, { resource: 'r', ...bad })).toMatchObject({ ok: false, error: { error: 'States.QueryEvaluationError' } });
  expect(visit.turn.commands).toEqual([]);
  expect(visit.turn.snapshot).toMatchObject({ attempts: 0, timers: 0 });
});
