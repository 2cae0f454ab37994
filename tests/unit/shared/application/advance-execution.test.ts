import { describe, expect, test } from 'vitest';
import { COMMIT_ATTEMPTS_MAX, completeTask, failTask, fireTimer, heartbeatTask, stopExecution } from '#shared/application/advance-execution.ts';
import type { ProgramCache } from '#shared/application/program-cache.ts';
import { brokenInvariants } from '#shared/core/history/invariants.ts';
import type { CommitOutcome, ExecutionStore } from '#shared/ports/execution-store.ts';
import { openEngine, startMachine, type EngineHarness } from '#tests/support/engine-harness.ts';
import { machineOf, outline, STARTED_AT } from '#tests/support/machines.ts';

const machine = machineOf({ work: { Type: 'Task', Resource: 'r', HeartbeatSeconds: 2, End: true } }, { TimeoutSeconds: 60 });

async function recordOf({ ports }: EngineHarness, executionId: string) {
  return (await ports.executionStore.load({ executionId }))?.record;
}

async function timersOf({ ports }: EngineHarness) {
  return (await ports.executionStore.dueTimers({ now: Number.MAX_SAFE_INTEGER, max: 100 })).map(({ timerId, dueAt }) => [timerId.split(':')[1], dueAt - STARTED_AT]);
}

/** A store whose commits are stale for the first so many times, as when others are faster. */
function staleFirst(store: ExecutionStore, times: number): ExecutionStore {
  let left = times;
  return {
    ...store,
    commit: async (request): Promise<readonly CommitOutcome[]> => {
      left -= 1;
      return left < 0 ? store.commit(request) : request.transitions.map(({ executionId }) => ({ executionId, outcome: 'stale' }));
    },
  };
}

describe('completeTask()', () => {
  test('carries the execution on and clears its timers', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine);
    expect(await timersOf(harness)).toEqual([['t2', 2_000], ['t1', 60_000]]);
    const outcome = await completeTask(harness.ports, { executionId, attemptId: `${executionId}:1`, output: 'out' });
    expect(outcome).toMatchObject({ kind: 'advanced', snapshot: { status: 'succeeded' } });
    expect(await recordOf(harness, executionId)).toMatchObject({ status: 'succeeded', output: 'out' });
    expect(await timersOf(harness)).toEqual([]);
  });

  test('told twice, or too late, changes nothing', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine);
    const answer = { executionId, attemptId: `${executionId}:1`, output: 'out' };
    await completeTask(harness.ports, answer);
    expect(await completeTask(harness.ports, { ...answer, output: 'other' })).toMatchObject({ kind: 'ignored' });
    expect(await failTask(harness.ports, { executionId, attemptId: `${executionId}:1`, error: 'E' })).toMatchObject({ kind: 'ignored' });
    expect(await recordOf(harness, executionId)).toMatchObject({ output: 'out' });
  });

  test('of an unknown execution says so', async () => {
    expect(await completeTask(openEngine().ports, { executionId: 'none', attemptId: 'none:1', output: 1 })).toEqual({ kind: 'unknown' });
  });
});

test('failTask() keeps error and cause, also when there are none', async () => {
  const harness = openEngine();
  const executionId = await startMachine(harness, machine);
  await failTask(harness.ports, { executionId, attemptId: `${executionId}:1`, error: 'E', cause: 'c' });
  expect(await recordOf(harness, executionId)).toMatchObject({ status: 'failed', failure: { error: 'E', cause: 'c' } });
  const other = await startMachine(harness, machine);
  await failTask(harness.ports, { executionId: other, attemptId: `${other}:1` });
  expect((await recordOf(harness, other))?.failure).toEqual({});
});

test('heartbeatTask() moves the timer and tells whether somebody waits', async () => {
  const harness = openEngine();
  const executionId = await startMachine(harness, machine);
  harness.clock.advance(1_500);
  expect(await heartbeatTask(harness.ports, { executionId, attemptId: `${executionId}:1` })).toEqual({ awaited: true });
  expect(await timersOf(harness)).toEqual([['t2', 3_500], ['t1', 60_000]]);
  expect(await heartbeatTask(harness.ports, { executionId, attemptId: `${executionId}:2` })).toEqual({ awaited: false });
  expect(await heartbeatTask(harness.ports, { executionId: 'none', attemptId: 'none:1' })).toEqual({ awaited: false });
});

describe('fireTimer()', () => {
  test('ends what it was set for and is gone', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machineOf({ pause: { Type: 'Wait', Seconds: 1, Next: 'work' }, work: { Type: 'Task', Resource: 'r', End: true } }));
    harness.clock.advance(1_000);
    expect(await fireTimer(harness.ports, { executionId, timerId: `${executionId}:t1` })).toMatchObject({ kind: 'advanced' });
    expect(await timersOf(harness)).toEqual([]);
  });

  test('removes the row of a timer that nobody waits for any more', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine);
    const execution = await harness.ports.executionStore.load({ executionId });
    const leftover = { executionId, expectedSequence: 3, at: STARTED_AT, events: [], outbox: [], timersSet: [{ timerId: `${executionId}:t9`, dueAt: STARTED_AT }], timersCleared: [] };
    if (execution !== undefined) await harness.ports.executionStore.commit({ transitions: [{ ...leftover, snapshot: execution.snapshot }] });
    expect(await fireTimer(harness.ports, { executionId, timerId: `${executionId}:t9` })).toMatchObject({ kind: 'ignored', snapshot: { sequence: 3 } });
    expect(await timersOf(harness)).toEqual([['t2', 2_000], ['t1', 60_000]]);
  });

  test('for the machine ends the execution as timed-out', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine);
    await fireTimer(harness.ports, { executionId, timerId: `${executionId}:t1` });
    expect(await recordOf(harness, executionId)).toMatchObject({ status: 'timed-out', failure: { error: 'States.Timeout' } });
  });
});

test('stopExecution() ends a running execution, once', async () => {
  const harness = openEngine();
  const executionId = await startMachine(harness, machine);
  expect(await stopExecution(harness.ports, { executionId, reason: 'operator' })).toMatchObject({ kind: 'advanced' });
  expect(await stopExecution(harness.ports, { executionId })).toMatchObject({ kind: 'ignored' });
  expect(await recordOf(harness, executionId)).toMatchObject({ status: 'stopped' });
  const cancel = (await harness.ports.executionStore.claimOutbox({ now: STARTED_AT, leaseMs: 1, max: 9 })).map((entry) => entry.id);
  expect(cancel).toEqual([`${executionId}:1`, `${executionId}:1:cancel`]);
});

describe('when others commit first', () => {
  test('the turn is taken again on what they left', async () => {
    const { ports } = openEngine();
    const harness = openEngine({ executionStore: staleFirst(ports.executionStore, COMMIT_ATTEMPTS_MAX - 1) });
    const executionId = await startMachine(harness, machine);
    expect(await completeTask(harness.ports, { executionId, attemptId: `${executionId}:1`, output: 1 })).toMatchObject({ kind: 'advanced' });
  });

  test('for ever, it is told as retryable', async () => {
    const { ports } = openEngine();
    const harness = openEngine({ executionStore: staleFirst(ports.executionStore, COMMIT_ATTEMPTS_MAX) });
    const executionId = await startMachine(harness, machine);
    await expect(completeTask(harness.ports, { executionId, attemptId: `${executionId}:1`, output: 1 })).rejects.toMatchObject({ code: 'UWF-5001' });
  });

  test('one of many answers at the same time wins, and history stays in order', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine);
    const answers = Array.from({ length: 8 }, (_, output) => completeTask(harness.ports, { executionId, attemptId: `${executionId}:1`, output }));
    const outcomes = await Promise.all([...answers, stopExecution(harness.ports, { executionId })]);
    expect(outcomes.filter((outcome) => outcome.kind === 'advanced')).toHaveLength(1);
    expect(brokenInvariants(await harness.ports.executionStore.history({ executionId, after: 0, max: 100 }))).toEqual([]);
  });
});

test('a fault of the interpreter stops the execution that shows it, keeps its history and tells the operator', async () => {
  const harness = openEngine();
  const executionId = await startMachine(harness, machine);
  const crippled: ProgramCache = {
    ...harness.ports.programs,
    load: async (revision) => {
      const loaded = await harness.ports.programs.load(revision);
      return { ...loaded, program: { ...loaded.program, states: new Map() } };
    },
  };
  await completeTask({ ...harness.ports, programs: crippled }, { executionId, attemptId: `${executionId}:1`, output: 'canary' });
  expect(await recordOf(harness, executionId)).toMatchObject({ status: 'stopped' });
  const history = await harness.ports.executionStore.history({ executionId, after: 0, max: 100 });
  expect(outline(history).slice(-2)).toEqual(['task-cancelled work', 'execution-stopped']);
  expect(harness.log).toEqual([{ level: 'error', event: 'execution-fault', fields: { executionId, rule: 'every state that a program leads to exists' } }]);
});
