import { describe, expect, test } from 'vitest';
import type { AslScope, AslState, ParallelState } from '#shared/core/asl/model.ts';
import { replayHistory } from '#shared/core/history/replay.ts';
import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { DriverOptions } from '#tests/support/asl-driver.ts';
import { answering, factsOf, machineOf, outline, programOf, runMachine, STARTED_AT } from '#tests/support/machines.ts';

function branch(states: { readonly [name: string]: AslState }): AslScope {
  return { StartAt: Object.keys(states)[0] ?? '', States: states };
}

const left = branch({ left: { Type: 'Task', Resource: 'left', End: true } });
const right = branch({ right: { Type: 'Task', Resource: 'right', TimeoutSeconds: 60, End: true } });

function parallelMachine(more: Partial<ParallelState> = {}, branches: readonly AslScope[] = [left, right]) {
  return machineOf({
    both: { Type: 'Parallel', Branches: branches, Next: 'done', ...more },
    done: { Type: 'Succeed' },
    caught: { Type: 'Pass', Output: { caught: '{% $states.input %}' }, End: true },
  });
}

/** Answers by the resource, whatever comes first. */
function byResource(answers: { readonly [resource: string]: ReturnType<DriverOptions['task']> }): DriverOptions['task'] {
  return ({ resource }) => answers[resource] ?? { kind: 'never' };
}

const failure = { kind: 'failed', error: 'Custom', cause: 'why' } as const;
const catchAll = [{ ErrorEquals: ['States.ALL'], Next: 'caught' }] as const;

describe('branches', () => {
  test('all get the same input, and their outputs come in their order, whichever ends first', () => {
    const task = byResource({ left: { kind: 'succeeded', output: 'slow', afterMs: 50 }, right: { kind: 'succeeded', output: 'quick' } });
    const { snapshot, commands, history } = runMachine(parallelMachine(), { a: 1 }, { task });
    expect(snapshot).toMatchObject({ status: 'succeeded', output: ['slow', 'quick'] });
    expect(commands.filter((command) => command.kind === 'schedule-task')).toMatchObject([{ arguments: { a: 1 } }, { arguments: { a: 1 } }]);
    expect(outline(history)).toEqual([
      'execution-started',
      'state-entered both',
      'parallel-started both',
      'branch-started both',
      'state-entered left',
      'task-scheduled left',
      'branch-started both',
      'state-entered right',
      'task-scheduled right',
      'task-succeeded right',
      'state-exited right',
      'branch-succeeded both',
      'task-succeeded left',
      'state-exited left',
      'branch-succeeded both',
      'parallel-succeeded both',
      'state-exited both',
      'state-entered done',
      'state-exited done',
      'execution-succeeded',
    ]);
  });

  test('get the Arguments, and the result is the array of their outputs', () => {
    const parallel = { Arguments: { x: '{% $states.input.a %}' }, Output: '{% $states.result[0].x + $states.result[1].x %}', Assign: { v: '{% $states.result %}' } };
    const { snapshot, history } = runMachine(parallelMachine(parallel), { a: 2 });
    expect(snapshot.output).toBe(4);
    expect(history.find((event) => event.kind === 'state-exited' && event.state === 'both')?.details).toMatchObject({ assigned: { v: [{ x: 2 }, { x: 2 }] } });
  });

  test('read the variables around them; their own vanish with them', () => {
    const inner = branch({ set: { Type: 'Pass', Assign: { own: '{% $outer & "!" %}' }, Next: 'get' }, get: { Type: 'Pass', Output: '{% $own %}', End: true } });
    const machine = machineOf({
      first: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'both' },
      both: { Type: 'Parallel', Branches: [inner], Next: 'after' },
      after: { Type: 'Pass', Output: { result: '{% $states.input %}', own: '{% $exists($own) %}' }, End: true },
    });
    expect(runMachine(machine).snapshot.output).toEqual({ result: ['o!'], own: false });
  });

  test('may not assign a variable from around them', () => {
    const machine = machineOf({
      first: { Type: 'Pass', Assign: { v: 1 }, Next: 'both' },
      both: { Type: 'Parallel', Branches: [branch({ set: { Type: 'Pass', Assign: { v: 2 }, End: true } })], End: true },
    });
    expect(runMachine(machine).snapshot.failure).toMatchObject({ error: 'States.Runtime' });
  });

  test('may hold branches of their own', () => {
    const inner = branch({ inner: { Type: 'Parallel', Branches: [left, right], End: true } });
    expect(runMachine(parallelMachine({}, [inner, branch({ p: { Type: 'Pass', Output: 1, End: true } })]), 'in').snapshot.output).toEqual([['in', 'in'], 1]);
  });
});

describe('a branch that fails', () => {
  test('gives up the others: their attempts are cancelled and their timers cleared', () => {
    const { snapshot, history, commands } = runMachine(parallelMachine(), {}, { task: byResource({ left: failure }) });
    expect(snapshot).toMatchObject({ status: 'failed', failure: { error: 'Custom', cause: 'why' } });
    expect(snapshot.root.children).toEqual([]);
    expect(commands.slice(-2)).toEqual([
      { kind: 'clear-timer', timerId: 'run-1:t1' },
      { kind: 'cancel-task', attemptId: 'run-1:2', state: 'right', scope: '1' },
    ]);
    expect(outline(history).slice(-6)).toEqual(['task-failed left', 'branch-failed both', 'task-cancelled right', 'branch-aborted both', 'parallel-failed both', 'execution-failed']);
  });

  test('is caught with its error unchanged, and a late answer of another branch changes nothing', () => {
    const task = byResource({ left: failure, right: { kind: 'succeeded', output: 'late', afterMs: 500 } });
    const machine = parallelMachine({ Catch: catchAll });
    const { snapshot, events } = runMachine(machine, {}, { task });
    expect(snapshot.output).toEqual({ caught: { Error: 'Custom', Cause: 'why' } });
    expect(events).toHaveLength(2);
  });

  test('before the others have started leaves them unstarted', () => {
    const { history } = runMachine(parallelMachine({}, [branch({ f: { Type: 'Fail', Error: 'E' } }), right]));
    expect(history.filter((event) => event.kind === 'branch-started')).toHaveLength(1);
  });

  test('is tried again from the start, all branches of it', () => {
    const task = answering(failure, { kind: 'succeeded', output: 0 }, { kind: 'succeeded', output: 1 }, { kind: 'succeeded', output: 2 });
    const { snapshot, history } = runMachine(parallelMachine({ Retry: [{ ErrorEquals: ['Custom'], MaxAttempts: 1 }] }), {}, { task });
    expect(snapshot.output).toEqual([1, 2]);
    expect(history.filter((event) => event.kind === 'parallel-started')).toHaveLength(2);
    expect(history.filter((event) => event.kind === 'state-entered' && event.state === 'both')).toHaveLength(1);
    expect(history.some((event) => event.kind === 'parallel-failed')).toBe(false);
  });

  test('by a missed heartbeat can be caught by that name around it', () => {
    const patient = branch({ wait: { Type: 'Task', Resource: 'r', HeartbeatSeconds: 1, End: true } });
    const { snapshot } = runMachine(parallelMachine({ Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'caught' }] }, [patient]), {}, { task: answering() });
    expect(snapshot.output).toEqual({ caught: { Error: 'States.Timeout', Cause: '' } });
  });

  test('with States.Runtime is caught by nothing around it', () => {
    const { snapshot } = runMachine(parallelMachine({ Catch: catchAll }, [branch({ r: { Type: 'Task', Resource: 'r', End: true } })]), {}, { task: () => ({ kind: 'failed', error: 'States.Runtime' }) });
    expect(snapshot).toMatchObject({ status: 'failed', failure: { error: 'States.Runtime' } });
  });
});

describe('the fields of a Parallel', () => {
  test('that fail before its branches can be caught', () => {
    expect(runMachine(parallelMachine({ Arguments: '{% $x %}', Catch: catchAll })).snapshot.output).toMatchObject({ caught: { Error: 'States.QueryEvaluationError' } });
    const twice = ['{% $states.input %}', '{% $states.input %}'];
    expect(runMachine(parallelMachine({ Arguments: twice, Catch: catchAll }), 'x'.repeat(200_000)).snapshot.output).toMatchObject({ caught: { Error: 'States.DataLimitExceeded' } });
  });

  test('that fail after its branches can be caught', () => {
    expect(runMachine(parallelMachine({ Output: '{% $x %}', Catch: catchAll })).snapshot.output).toMatchObject({ caught: { Error: 'States.QueryEvaluationError' } });
  });

  test('see how often it was tried again', () => {
    const parallel = { Arguments: '{% $states.context.State.RetryCount %}', Retry: [{ ErrorEquals: ['Custom'], MaxAttempts: 2 }] };
    const { commands } = runMachine(parallelMachine(parallel, [left]), {}, { task: answering(failure, failure) });
    expect(commands.flatMap((command) => (command.kind === 'schedule-task' ? [command.arguments] : []))).toEqual([0, 1, 2]);
  });
});

test('a snapshot holds results and running branches only', () => {
  const program = programOf(parallelMachine());
  const started = advance(program, startSnapshot(factsOf()), { kind: 'execution-started', at: STARTED_AT, seed: 's' });
  expect(started.snapshot.root.opened).toEqual({ total: 2, next: 2, results: [] });
  const one = advance(program, started.snapshot, { kind: 'task-succeeded', attemptId: 'run-1:2', output: 'r', at: STARTED_AT, seed: 's' });
  expect(one.snapshot.root).toMatchObject({ waitingFor: { kind: 'scopes' }, opened: { results: [{ index: 1, output: 'r' }] }, children: [{ path: [0], state: 'left' }] });
});

test('very many branches start over several turns, and the history tells the same again', () => {
  const machine = parallelMachine({}, Array.from({ length: 2_500 }, (_, index) => branch({ [`p${index}`]: { Type: 'Pass', Output: index, End: true } })));
  const { snapshot, events, history } = runMachine(machine);
  expect(snapshot).toMatchObject({ status: 'succeeded' });
  expect(events.map((event) => event.kind)).toEqual(['execution-started', 'timer-fired']);
  expect(replayHistory(programOf(machine), factsOf(), history)).toEqual({ ok: true, value: snapshot });
});
