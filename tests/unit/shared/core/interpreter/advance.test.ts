import { describe, expect, test } from 'vitest';
import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { ExecutionEvent } from '#shared/core/interpreter/event.ts';
import { answering, factsOf, machineOf, outline, programOf, runMachine, STARTED_AT } from '#tests/support/machines.ts';

const started: ExecutionEvent = { kind: 'execution-started', at: STARTED_AT, seed: 's' };
const oneTask = programOf(machineOf({ work: { Type: 'Task', Resource: 'r', TimeoutSeconds: 10, HeartbeatSeconds: 4, End: true } }, { TimeoutSeconds: 60 }));
const waiting = advance(oneTask, startSnapshot(factsOf({ n: 1 })), started);

test('startSnapshot() is before the first event', () => {
  const snapshot = startSnapshot(factsOf(7));
  expect(snapshot).toMatchObject({ sequence: 0, status: 'running', attempts: 0, timers: 0, behaviour: 2 });
  expect(snapshot.root).toEqual({ path: [], enteredAt: STARTED_AT, input: 7, variables: {}, retries: [], children: [] });
});

test('an execution without states that wait ends in its first turn', () => {
  const { snapshot, history } = runMachine(machineOf({ a: { Type: 'Pass', Output: { x: '{% $states.input.n + 1 %}' }, Next: 'b' }, b: { Type: 'Succeed' } }), { n: 1 });
  expect(snapshot).toMatchObject({ status: 'succeeded', output: { x: 2 }, sequence: 6 });
  expect(outline(history)).toEqual(['execution-started', 'state-entered a', 'state-exited a', 'state-entered b', 'state-exited b', 'execution-succeeded']);
  expect(history.map((event) => event.sequence)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('the first event tells the behaviour and what came in', () => {
  expect(waiting.events[0]).toEqual({
    sequence: 1,
    at: STARTED_AT,
    kind: 'execution-started',
    frame: [],
    details: { input: { n: 1 }, behaviour: 2, trigger: { kind: 'execution-started', seed: 's' } },
  });
});

test('attempts and timers are named after the execution and counted', () => {
  expect(waiting.commands).toEqual([
    { kind: 'start-timer', timerId: 'run-1:t1', dueAt: STARTED_AT + 60_000 },
    { kind: 'schedule-task', attemptId: 'run-1:1', state: 'work', resource: 'r', arguments: { n: 1 }, retryCount: 0, visit: 2, timeoutSeconds: 10 },
    { kind: 'start-timer', timerId: 'run-1:t2', dueAt: STARTED_AT + 10_000 },
    { kind: 'start-timer', timerId: 'run-1:t3', dueAt: STARTED_AT + 4_000 },
  ]);
});

test('the end of the execution clears its timers', () => {
  const step = advance(oneTask, waiting.snapshot, { kind: 'task-succeeded', attemptId: 'run-1:1', output: 'done', at: STARTED_AT + 1, seed: 's2' });
  expect(step.snapshot).toMatchObject({ status: 'succeeded', output: 'done' });
  expect(step.snapshot.timeoutTimerId).toBeUndefined();
  expect(step.commands).toEqual(['run-1:t2', 'run-1:t3', 'run-1:t1'].map((timerId) => ({ kind: 'clear-timer', timerId })));
});

describe('an event that nobody waits for changes nothing:', () => {
  const done = advance(oneTask, waiting.snapshot, { kind: 'task-succeeded', attemptId: 'run-1:1', output: 1, at: STARTED_AT, seed: 's' }).snapshot;
  const stamp = { at: STARTED_AT + 5, seed: 'late' };
  test.each<[string, typeof done, ExecutionEvent]>([
    ['a second start', waiting.snapshot, { ...stamp, kind: 'execution-started' }],
    ['the result of an unknown attempt', waiting.snapshot, { ...stamp, kind: 'task-succeeded', attemptId: 'run-1:2', output: 1 }],
    ['the failure of an unknown attempt', waiting.snapshot, { ...stamp, kind: 'task-failed', attemptId: 'other:1' }],
    ['an unknown timer', waiting.snapshot, { ...stamp, kind: 'timer-fired', timerId: 'run-1:t9' }],
    ['the heartbeat of an unknown attempt', waiting.snapshot, { ...stamp, kind: 'task-heartbeat', attemptId: 'run-1:2' }],
    ['a result after the end', done, { ...stamp, kind: 'task-succeeded', attemptId: 'run-1:1', output: 1 }],
    ['a timer after the end', done, { ...stamp, kind: 'timer-fired', timerId: 'run-1:t1' }],
    ['a stop after the end', done, { ...stamp, kind: 'stop-requested' }],
    ['a result before the start', startSnapshot(factsOf()), { ...stamp, kind: 'task-succeeded', attemptId: 'run-1:1', output: 1 }],
    ['a stop before the start', startSnapshot(factsOf()), { ...stamp, kind: 'stop-requested' }],
  ])('%s', (_name, snapshot, event) => {
    const step = advance(oneTask, snapshot, event);
    expect(step.snapshot).toBe(snapshot);
    expect(step).toEqual({ snapshot, events: [], commands: [] });
  });
});

test('a heartbeat moves its timer and leaves the snapshot as it is', () => {
  const step = advance(oneTask, waiting.snapshot, { kind: 'task-heartbeat', attemptId: 'run-1:1', at: STARTED_AT + 3_000, seed: 's' });
  expect(step.snapshot).toBe(waiting.snapshot);
  expect(step.events).toEqual([]);
  expect(step.commands).toEqual([{ kind: 'start-timer', timerId: 'run-1:t3', dueAt: STARTED_AT + 7_000 }]);
});

test('stopping cancels what is under way and keeps the reason', () => {
  const step = advance(oneTask, waiting.snapshot, { kind: 'stop-requested', reason: 'operator', at: STARTED_AT + 1, seed: 's' });
  expect(step.snapshot.status).toBe('stopped');
  expect(step.snapshot.root.waitingFor).toBeUndefined();
  expect(outline(step.events)).toEqual(['task-cancelled work', 'execution-stopped']);
  expect(step.events[1]?.details).toEqual({ reason: 'operator' });
  expect(step.commands).toContainEqual({ kind: 'cancel-task', attemptId: 'run-1:1', state: 'work' });
  expect(step.commands.filter((command) => command.kind === 'clear-timer')).toHaveLength(3);
});

test('the time of the machine ends the execution as timed-out, not as failed', () => {
  const { snapshot, history, commands } = runMachine(
    machineOf({ work: { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'caught' }], End: true }, caught: { Type: 'Succeed' } }, { TimeoutSeconds: 2.5 }),
    {},
    { task: answering() },
  );
  expect(snapshot).toMatchObject({ status: 'timed-out', failure: { error: 'States.Timeout' } });
  expect(history.at(-1)).toMatchObject({ kind: 'execution-timed-out', at: STARTED_AT + 2_500, details: { error: 'States.Timeout' } });
  expect(commands.at(-1)).toEqual({ kind: 'cancel-task', attemptId: 'run-1:1', state: 'work' });
});

test('a loop without a wait ends with Uwf.TransitionLimit, whatever would catch it', () => {
  const { snapshot, history } = runMachine(machineOf({ a: { Type: 'Pass', Next: 'b' }, b: { Type: 'Pass', Next: 'a' } }));
  expect(snapshot.status).toBe('failed');
  expect(snapshot.failure?.error).toBe('Uwf.TransitionLimit');
  expect(history.filter((event) => event.kind === 'state-entered')).toHaveLength(10_000);
});

test('a loop that carries much data ends before it has written too much', () => {
  const { snapshot, history } = runMachine(machineOf({ a: { Type: 'Pass', Next: 'b' }, b: { Type: 'Pass', Next: 'a' } }), 'x'.repeat(200_000));
  expect(snapshot.failure?.error).toBe('Uwf.TransitionLimit');
  expect(history.length).toBeLessThan(400);
});

test('a loop that waits may go on for ever', () => {
  const machine = machineOf({
    count: { Type: 'Pass', Output: '{% $states.input + 1 %}', Next: 'more' },
    more: { Type: 'Choice', Choices: [{ Condition: '{% $states.input < 300 %}', Next: 'pause' }], Default: 'end' },
    pause: { Type: 'Wait', Seconds: 0.001, Next: 'count' },
    end: { Type: 'Succeed' },
  });
  expect(runMachine(machine, 0).snapshot).toMatchObject({ status: 'succeeded', output: 300 });
});

test('time and chance come from the event alone', () => {
  const program = programOf(machineOf({ a: { Type: 'Pass', Output: ['{% $millis() %}', '{% $now() %}', '{% $random() %}', '{% $uuid() %}'], End: true } }));
  const run = (seed: string): unknown => advance(program, startSnapshot(factsOf()), { kind: 'execution-started', at: STARTED_AT + 5, seed }).snapshot.output;
  expect(run('one')).toEqual(run('one'));
  expect(run('one')).not.toEqual(run('two'));
  expect(run('one')).toEqual([STARTED_AT + 5, '2023-11-14T22:13:20.005Z', expect.any(Number), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
});
