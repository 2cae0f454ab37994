import { afterEach, describe, expect, test } from 'vitest';
import { createEngineLoop, type EngineLoop, type EngineLoopOptions } from '#shared/application/drive-engine.ts';
import type { EnginePorts } from '#shared/application/engine-ports.ts';
import { startExecution } from '#shared/application/start-execution.ts';
import type { TaskExecutor } from '#shared/application/task-executor.ts';
import { brokenInvariants } from '#shared/core/history/invariants.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { systemClock } from '#shared/adapters/node/index.ts';
import { openEngine, startMachine, storeMachine, type EngineHarness } from '#tests/support/engine-harness.ts';
import { machineOf } from '#tests/support/machines.ts';

const machine = machineOf({
  score: { Type: 'Task', Resource: 'score', Arguments: '{% $states.input.n %}', Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 0.01, MaxAttempts: 5 }], Assign: { n: '{% $states.result %}' }, Next: 'pause' },
  pause: { Type: 'Wait', Seconds: 0.02, Next: 'store' },
  store: { Type: 'Task', Resource: 'store', Arguments: '{% $n %}', End: true },
});

/** Doubles; is busy at the first attempt of every third score. */
const executor: TaskExecutor = {
  execute: async (item) => {
    const n = Number(item.arguments);
    if (item.resource === 'score' && n % 3 === 0 && item.retryCount === 0) return { ok: false, error: 'Busy', cause: '' };
    return { ok: true, output: n * 2 };
  },
};

const loops: EngineLoop[] = [];
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});

function drive(ports: EnginePorts, options: EngineLoopOptions = { executor }): EngineLoop {
  const loop = createEngineLoop(ports, options);
  loops.push(loop);
  loop.start();
  return loop;
}

async function until(condition: () => Promise<boolean>, ms = 5_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new UwfError('UWF-5000', 'what the test waits for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function hasEnded({ ports }: EngineHarness, executionId: string): Promise<boolean> {
  return (await ports.executionStore.load({ executionId }))?.record.status !== 'running';
}

describe('an engine loop', () => {
  test('drives many executions to their end, each through its own history', async () => {
    const harness = openEngine({ clock: systemClock });
    drive(harness.ports);
    const stored = await storeMachine(harness, machine);
    const started = await Promise.all(Array.from({ length: 40 }, (_, n) => startExecution(harness.ports, { stored, input: { n }, principal: 'alice' })));
    for (const [n, { executionId }] of started.entries()) {
      await until(() => hasEnded(harness, executionId));
      expect((await harness.ports.executionStore.load({ executionId }))?.record).toMatchObject({ status: 'succeeded', output: n * 4 });
      expect(brokenInvariants(await harness.ports.executionStore.history({ executionId, after: 0, max: 100 }))).toEqual([]);
    }
    expect(harness.log.filter((line) => line.level !== 'info')).toEqual([]);
  });

  test('wakes at once when this process commits, however long it would look away', async () => {
    const harness = openEngine({ clock: systemClock });
    drive(harness.ports, { executor, intervalMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const executionId = await startMachine(harness, machineOf({ a: { Type: 'Task', Resource: 'r', Next: 'b' }, b: { Type: 'Task', Resource: 'r', End: true } }), { input: 1 });
    await until(() => hasEnded(harness, executionId), 1_000);
  });

  test('sees the work of other processes within its interval, or when it is nudged', async () => {
    const { commits: _commits, ...silent } = openEngine({ clock: systemClock }).ports;
    const harness = { ...openEngine(), ports: silent };
    drive(silent, { executor, intervalMs: 20 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const first = await startMachine(harness, machineOf({ a: { Type: 'Task', Resource: 'r', End: true } }), { input: 1 });
    await until(() => hasEnded(harness, first), 1_000);
  });

  test('goes on after failures of the stores, and logs codes only', async () => {
    const harness = openEngine({ clock: systemClock });
    let failures = 3;
    const dueTimers: typeof harness.ports.executionStore.dueTimers = async (request) => {
      failures -= 1;
      if (failures === 2) throw new UwfError('UWF-5001', 'canary-4711');
      if (failures === 1) throw new TypeError('canary-4711');
      return harness.ports.executionStore.dueTimers(request);
    };
    drive({ ...harness.ports, executionStore: { ...harness.ports.executionStore, dueTimers } });
    const executionId = await startMachine(harness, machine, { input: { n: 1 } });
    await until(() => hasEnded(harness, executionId));
    expect(harness.log).toEqual([
      { level: 'warn', event: 'engine-lane-failed', fields: { lane: 'timers', code: 'UWF-5001' } },
      { level: 'error', event: 'engine-lane-failed', fields: { lane: 'timers', code: 'UWF-5000' } },
    ]);
  });

  test('finishes what it has taken before it stops, and takes nothing after', async () => {
    const harness = openEngine({ clock: systemClock });
    let begun = 0;
    const slow: TaskExecutor = { execute: async (item) => { begun += 1; await new Promise((resolve) => setTimeout(resolve, 100)); return { ok: true, output: item.arguments }; } };
    const loop = drive(harness.ports, { executor: slow });
    const executionId = await startMachine(harness, machineOf({ a: { Type: 'Task', Resource: 'r', Next: 'b' }, b: { Type: 'Task', Resource: 'r', End: true } }));
    await until(async () => begun === 1);
    await loop.stop();
    expect((await harness.ports.executionStore.history({ executionId, after: 0, max: 20 })).map((event) => event.kind)).toContain('task-succeeded');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(begun).toBe(1);
    loop.start();
    await until(() => hasEnded(harness, executionId));
  });

  test('leaves local work to others when it has no executor', async () => {
    const harness = openEngine({ clock: systemClock });
    const loop = drive(harness.ports, {});
    loop.start();
    await startMachine(harness, machineOf({ a: { Type: 'Task', Resource: 'r', End: true } }));
    await until(async () => (await harness.ports.taskQueue.depth({ topic: harness.ports.topics.local })).waiting === 1);
  });

  test('stops when it was never started', async () => {
    await createEngineLoop(openEngine().ports).stop();
  });
});
