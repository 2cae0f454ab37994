import { describe, expect, test } from 'vitest';
import type { AslMachine, TaskState } from '#shared/core/asl/model.ts';
import { replayHistory } from '#shared/core/history/replay.ts';
import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import { prepareTaskState } from '#shared/core/interpreter/states/task.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { driveExecution } from '#tests/support/asl-driver.ts';
import { answering, echo, factsOf, machineOf, outline, programOf, runMachine, STARTED_AT } from '#tests/support/machines.ts';
import { preparing, visitOf } from '#tests/support/visits.ts';

function taskMachine(task: Omit<TaskState, 'Type' | 'Resource'>): AslMachine {
  return machineOf({
    work: { Type: 'Task', Resource: 'uwf:function:score:1.0.0', ...task, Next: 'done' },
    done: { Type: 'Succeed' },
    caught: { Type: 'Pass', Output: { caught: '{% $states.input %}', v: '{% $exists($v) ? $v : null %}' }, End: true },
  });
}

const failure = { kind: 'failed', error: 'Custom', cause: 'why' } as const;
const catchAll = [{ ErrorEquals: ['States.ALL'], Next: 'caught' }] as const;

describe('a task that succeeds', () => {
  test('gets the input of its state, and its result is the output', () => {
    const { snapshot, history } = runMachine(taskMachine({}), { a: 1 });
    expect(snapshot.output).toEqual({ a: 1 });
    expect(outline(history)).toEqual([
      'execution-started',
      'state-entered work',
      'task-scheduled work',
      'task-succeeded work',
      'state-exited work',
      'state-entered done',
      'state-exited done',
      'execution-succeeded',
    ]);
  });

  test('gets its Arguments; Output and Assign see $states.result', () => {
    const task = { Arguments: { x: '{% $states.input.a %}' }, Output: { r: '{% $states.result.x %}', i: '{% $states.input.a %}' }, Assign: { v: '{% $states.result %}' } };
    const { snapshot, history, commands } = runMachine(taskMachine(task), { a: 7 });
    expect(commands[0]).toMatchObject({ kind: 'schedule-task', arguments: { x: 7 }, resource: 'uwf:function:score:1.0.0' });
    expect(snapshot.output).toEqual({ r: 7, i: 7 });
    expect(history.find((event) => event.kind === 'state-exited')?.details).toMatchObject({ assigned: { v: { x: 7 } } });
  });

  test('is told in history with what went in and what came back', () => {
    const { history } = runMachine(taskMachine({ Arguments: [1] }));
    expect(history.find((event) => event.kind === 'task-scheduled')?.details).toEqual({ attemptId: 'run-1:1', resource: 'uwf:function:score:1.0.0', arguments: [1], retryCount: 0 });
    expect(history.find((event) => event.kind === 'task-succeeded')?.details).toMatchObject({ attemptId: 'run-1:1', output: [1] });
  });

  test('may give null', () => {
    expect(runMachine(taskMachine({}), {}, { task: () => ({ kind: 'succeeded', output: null }) }).snapshot.output).toBeNull();
  });
});

describe('a task that fails', () => {
  test('fails the execution with just its error and cause', () => {
    expect(runMachine(taskMachine({}), {}, { task: () => failure }).snapshot.failure).toEqual({ error: 'Custom', cause: 'why' });
    expect(runMachine(taskMachine({}), {}, { task: () => ({ kind: 'failed' }) }).snapshot.failure).toEqual({});
  });

  test('is caught with the error output, and only the assignments of the catcher are made', () => {
    const task = { Assign: { v: 'not this' }, Catch: [{ ErrorEquals: ['Custom'], Next: 'caught', Assign: { v: '{% $states.errorOutput.Error %}' } }] };
    expect(runMachine(taskMachine(task), {}, { task: () => failure }).snapshot.output).toEqual({ caught: { Error: 'Custom', Cause: 'why' }, v: 'Custom' });
  });

  test('is caught with the Output of the catcher', () => {
    const task = { Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'caught', Output: ['{% $states.input.a %}', '{% $states.errorOutput.Cause %}'] }] };
    expect(runMachine(taskMachine(task), { a: 1 }, { task: () => failure }).snapshot.output).toMatchObject({ caught: [1, 'why'] });
  });

  test('is caught by the first catcher that matches', () => {
    const task = { Catch: [{ ErrorEquals: ['Other'], Next: 'done' }, { ErrorEquals: ['Custom'], Next: 'caught' }, ...catchAll] };
    expect(runMachine(taskMachine(task), {}, { task: () => failure }).snapshot.output).toHaveProperty('caught');
  });

  test('is not caught by others', () => {
    const task = { Catch: [{ ErrorEquals: ['Other', 'States.Timeout'], Next: 'caught' }] };
    expect(runMachine(taskMachine(task), {}, { task: () => failure }).snapshot.failure).toEqual({ error: 'Custom', cause: 'why' });
  });

  test('gives null for what it did not say', () => {
    expect(runMachine(taskMachine({ Catch: catchAll }), {}, { task: () => ({ kind: 'failed' }) }).snapshot.output).toMatchObject({ caught: { Error: null, Cause: null } });
  });

  test('whose catcher fails itself fails the execution', () => {
    const task = { Catch: [{ ErrorEquals: ['Custom'], Next: 'caught', Output: '{% $states.input.missing %}' }, ...catchAll] };
    const { snapshot } = runMachine(taskMachine(task), {}, { task: () => failure });
    expect(snapshot.failure?.error).toBe('States.QueryEvaluationError');
    expect(snapshot.failure?.cause).toContain("specified for the field 'Catch[0]/Output'");
  });
});

describe('Retry', () => {
  const retrying = (more: object = {}) => taskMachine({ Retry: [{ ErrorEquals: ['Custom'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2, ...more }], Catch: catchAll });

  test('tries again after a growing interval, with a new attempt id and a counted RetryCount', () => {
    const { snapshot, history, commands } = runMachine(retrying(), {}, { task: answering(failure, failure, { kind: 'succeeded', output: 'ok' }) });
    expect(snapshot.output).toBe('ok');
    const scheduled = history.filter((event) => event.kind === 'task-scheduled');
    expect(scheduled.map(({ at, details }) => [at - STARTED_AT, details['attemptId'], details['retryCount']])).toEqual([
      [0, 'run-1:1', 0],
      [1_000, 'run-1:2', 1],
      [3_000, 'run-1:3', 2],
    ]);
    expect(history.filter((event) => event.kind === 'state-entered' && event.state === 'work')).toHaveLength(1);
    expect(commands.filter((command) => command.kind === 'schedule-task').map((command) => command.retryCount)).toEqual([0, 1, 2]);
  });

  test('says when and by which retrier', () => {
    const { history } = runMachine(retrying(), {}, { task: answering(failure, { kind: 'succeeded', output: 1 }) });
    expect(history.find((event) => event.kind === 'retry-scheduled')?.details).toEqual({ retrier: 0, retryCount: 1, dueAt: STARTED_AT + 1_000, timerId: 'run-1:t1', error: 'Custom' });
  });

  test('ends with the catcher when its attempts are used up', () => {
    const { snapshot, history } = runMachine(retrying(), {}, { task: () => failure });
    expect(snapshot.output).toMatchObject({ caught: { Error: 'Custom' } });
    expect(history.filter((event) => event.kind === 'task-failed')).toHaveLength(3);
  });

  test('shows $states.context.State.RetryCount to the Arguments of each attempt', () => {
    const machine = machineOf({ work: { Type: 'Task', Resource: 'r', Arguments: '{% $states.context.State.RetryCount %}', Retry: [{ ErrorEquals: ['States.ALL'] }], End: true } });
    const seen: JsonValue[] = [];
    runMachine(machine, {}, { task: (task) => (seen.push(task.arguments), seen.length < 3 ? failure : { kind: 'succeeded', output: null }) });
    expect(seen).toEqual([0, 1, 2]);
  });

  test('with full jitter waits no longer than without, and the same again in a replay', () => {
    const machine = retrying({ JitterStrategy: 'FULL', MaxAttempts: 5 });
    const run = () => runMachine(machine, {}, { task: () => failure }).history.filter((event) => event.kind === 'retry-scheduled');
    const dues = run().map((event) => Number(event.details['dueAt']) - event.at);
    expect(dues.every((due, index) => due >= 0 && due <= 1000 * 2 ** index)).toBe(true);
    expect(dues).not.toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(run()).toEqual(run());
  });

  test('starts anew when the state is entered again', () => {
    const machine = machineOf({
      work: { Type: 'Task', Resource: 'r', Retry: [{ ErrorEquals: ['Custom'], MaxAttempts: 1 }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'work' }], End: true },
    });
    const { history } = runMachine(machine, {}, { task: answering(failure, failure, failure, failure, { kind: 'succeeded', output: 1 }) });
    expect(history.filter((event) => event.kind === 'task-scheduled').map((event) => event.details['retryCount'])).toEqual([0, 1, 0, 1, 0]);
  });
});

describe('expressions of a task that fail', () => {
  test('fail the state before anything is scheduled', () => {
    const { snapshot, history } = runMachine(taskMachine({ Arguments: { a: '{% $nothing %}' } }));
    expect(outline(history)).toEqual(['execution-started', 'state-entered work', 'evaluation-failed work', 'execution-failed']);
    expect(snapshot.failure?.cause).toBe(
      "An error occurred while executing the state 'work' (entered at the event id #2). The JSONata expression '$nothing' specified for the field 'Arguments/a' returned nothing (undefined).",
    );
  });

  test('can be caught by name', () => {
    const task = { Output: '{% $error("x") %}', Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'caught' }] };
    const { snapshot, history } = runMachine(taskMachine(task));
    expect(snapshot.output).toMatchObject({ caught: { Error: 'States.QueryEvaluationError' } });
    expect(outline(history)).toContain('evaluation-failed work');
  });

  test('can be retried: the whole task is done again', () => {
    const task = { Output: '{% $states.result.ok ? "good" : $nothing %}', Retry: [{ ErrorEquals: ['States.QueryEvaluationError'] }] };
    const { snapshot } = runMachine(taskMachine(task), {}, { task: answering({ kind: 'succeeded', output: { ok: false } }, { kind: 'succeeded', output: { ok: true } }) });
    expect(snapshot.output).toBe('good');
  });
});

describe('time', () => {
  const never = { task: answering() };

  test('TimeoutSeconds, literal or computed, end the attempt with States.Timeout and no cause', () => {
    for (const seconds of [3, 0.5, '{% $states.input.s %}']) {
      const { snapshot, history, commands } = runMachine(taskMachine({ TimeoutSeconds: seconds }), { s: 2 }, never);
      expect(snapshot.failure).toEqual({ error: 'States.Timeout' });
      expect(history.find((event) => event.kind === 'task-timed-out')?.details).toMatchObject({ attemptId: 'run-1:1', error: 'States.Timeout', missed: 'timeout' });
      expect(commands).toContainEqual({ kind: 'cancel-task', attemptId: 'run-1:1', state: 'work' });
    }
  });

  test('a timeout is caught with an empty cause', () => {
    expect(runMachine(taskMachine({ TimeoutSeconds: 1, Catch: catchAll }), {}, never).snapshot.output).toMatchObject({ caught: { Error: 'States.Timeout', Cause: '' } });
  });

  test('States.TaskFailed does not take a timeout', () => {
    const task = { TimeoutSeconds: 1, Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'caught' }] };
    expect(runMachine(taskMachine(task), {}, never).snapshot.status).toBe('failed');
  });

  test('a missed heartbeat is a timeout that can also be caught by its own name', () => {
    const task = { TimeoutSeconds: 60, HeartbeatSeconds: 2, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'caught' }] };
    const { snapshot, history } = runMachine(taskMachine(task), {}, never);
    expect(snapshot.output).toMatchObject({ caught: { Error: 'States.Timeout', Cause: '' } });
    expect(history.find((event) => event.kind === 'task-timed-out')).toMatchObject({ at: STARTED_AT + 2_000, details: { missed: 'heartbeat' } });
  });

  test('heartbeats keep an attempt alive up to its timeout', () => {
    const beat = (after: number) => ({ at: STARTED_AT + after, event: { kind: 'task-heartbeat', attemptId: 'run-1:1' } }) as const;
    const { history } = runMachine(taskMachine({ TimeoutSeconds: 6, HeartbeatSeconds: 2 }), {}, { ...never, events: [1_500, 3_000, 4_500, 5_900].map(beat) });
    expect(history.find((event) => event.kind === 'task-timed-out')).toMatchObject({ at: STARTED_AT + 6_000, details: { missed: 'timeout' } });
  });

  test('a heartbeat of a task without HeartbeatSeconds asks for nothing', () => {
    const events = [{ at: STARTED_AT + 10, event: { kind: 'task-heartbeat', attemptId: 'run-1:1' } }] as const;
    const { commands } = runMachine(taskMachine({}), {}, { task: (task) => ({ kind: 'succeeded', output: task.arguments, afterMs: 20 }), events });
    expect(commands.map((command) => command.kind)).toEqual(['schedule-task']);
  });

  test('a computed timeout that is no number, or none above zero, fails the state', () => {
    expect(runMachine(taskMachine({ TimeoutSeconds: '{% "5" %}' })).snapshot.failure?.cause).toMatch(/for the field 'TimeoutSeconds' returned an unexpected result type. Expected 'number', but was 'string'$/);
    expect(runMachine(taskMachine({ HeartbeatSeconds: '{% 0 %}' })).snapshot.failure?.cause).toMatch(/The HeartbeatSeconds field must be more than zero and at most 99999999 seconds$/);
  });

  test('an assignment as a whole expression gives what it assigns', () => {
    expect(runMachine(taskMachine({ TimeoutSeconds: '{% $variable := 1 %}' })).commands[0]).toMatchObject({ timeoutSeconds: 1 });
  });
});

describe('size', () => {
  const large = { kind: 'succeeded', output: 'x'.repeat(262_143) } as const;

  test('a result of more than 256 KiB is a failure of the task, which can be caught; history does not hold it', () => {
    const { snapshot, history } = runMachine(taskMachine({ Catch: catchAll }), {}, { task: () => large });
    expect(snapshot.output).toMatchObject({
      caught: { Error: 'States.DataLimitExceeded', Cause: "The state/task 'uwf:function:score:1.0.0' returned a result with a size exceeding the maximum number of bytes service limit." },
    });
    expect(JSON.stringify(history).length).toBeLessThan(10_000);
  });

  test('an integration of AWS is named by its service', () => {
    const machine = machineOf({ work: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } });
    expect(runMachine(machine, {}, { task: () => large }).snapshot.failure?.cause).toContain("The state/task 'lambda' returned");
  });

  test('arguments and outputs that are computed too large fail as well', () => {
    const big = '{% $join([1..90000].("abcd")) %}';
    expect(runMachine(taskMachine({ Arguments: big })).snapshot.failure?.error).toBe('States.DataLimitExceeded');
    expect(runMachine(taskMachine({ Arguments: { a: '{% $join([1..50000].("abcd")) %}', b: '{% $join([1..50000].("abcd")) %}' } })).snapshot.failure?.error).toBe('States.DataLimitExceeded');
    expect(runMachine(taskMachine({ Output: big, Catch: catchAll })).snapshot.output).toMatchObject({ caught: { Error: 'States.DataLimitExceeded' } });
  });
});

test('no part of the data is quoted in causes unless the program asks for it', () => {
  const secret = 'canary-4711';
  const bad = ['{% $number($states.input.s) %}', '{% $states.input.s + 1 %}', '{% $error($states.input.s) %}', '{% $states.input.s.($eq := 1; $nothing) %}', '{% function($x){$x} %}'];
  for (const expression of bad) {
    const { snapshot, history } = runMachine(machineOf({ a: { Type: 'Task', Resource: 'r', Arguments: expression, End: true } }), { s: secret });
    const told = JSON.stringify([snapshot.failure, history.filter((event) => event.kind === 'evaluation-failed')]);
    expect(snapshot.failure?.error).toBe('States.QueryEvaluationError');
    expect(told).not.toContain(secret);
  }
});

test('an attempt is identified by execution and number, whatever the machine is called', () => {
  const { commands } = driveExecution(programOf(taskMachine({})), { ...factsOf(), id: 'x:y' }, { task: echo });
  expect(commands[0]).toMatchObject({ attemptId: 'x:y:1' });
});

describe('an executor that cannot make the attempt at all', () => {
  const impossible = { kind: 'failed', error: 'States.Runtime', cause: 'The activity does not exist.' } as const;

  test('fails the state, which the cause then names, and nothing catches that', () => {
    const { snapshot, history } = runMachine(taskMachine({ Catch: [...catchAll] }), {}, { task: () => impossible });
    expect(snapshot.failure).toEqual({
      error: 'States.Runtime',
      cause: "An error occurred while executing the state 'work' (entered at the event id #2). The activity does not exist.",
    });
    expect(history.find((event) => event.kind === 'task-failed')?.details).toMatchObject({ cause: 'The activity does not exist.' });
  });

  test('need not say why', () => {
    expect(runMachine(taskMachine({}), {}, { task: () => ({ kind: 'failed', error: 'States.Runtime' }) }).snapshot.failure?.cause).toMatch(/#2\)\. $/);
  });

  test('was told with just its words under the first behaviour', () => {
    const program = programOf(taskMachine({}));
    const stamp = { at: STARTED_AT, seed: 's' };
    const started = advance(program, startSnapshot(factsOf(), 1), { ...stamp, kind: 'execution-started' });
    const { snapshot, events } = advance(program, started.snapshot, { ...stamp, kind: 'task-failed', attemptId: 'run-1:1', error: 'States.Runtime', cause: 'why' });
    expect(snapshot.failure).toEqual({ error: 'States.Runtime', cause: 'why' });
    expect(replayHistory(program, factsOf(), [...started.events, ...events])).toEqual({ ok: true, value: snapshot });
  });
});

test('a task opens no scopes, so it hears of none', () => {
  const { preparation } = preparing();
  const state = prepareTaskState({ Type: 'Task', Resource: 'r', End: true }, preparation);
  const visit = visitOf({ waitingFor: { kind: 'task', attemptId: 'run-1:1' } });
  expect(() => state.resume(visit, { kind: 'scope-succeeded', scope: visit.frame, output: 1 })).toThrow(InvariantError);
});
