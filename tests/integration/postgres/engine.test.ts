import { afterAll, beforeAll, expect, test } from 'vitest';
import { heartbeatTask } from '#shared/application/advance-execution.ts';
import { createEngineLoop, type EngineLoop } from '#shared/application/drive-engine.ts';
import { relayOutbox } from '#shared/application/relay-outbox.ts';
import { startExecution } from '#shared/application/start-execution.ts';
import type { TaskExecutor } from '#shared/application/task-executor.ts';
import { brokenInvariants } from '#shared/core/history/invariants.ts';
import { replayHistory } from '#shared/core/history/replay.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import type { PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { openEngine, startMachine, storeMachine, type EngineHarness } from '#tests/support/engine-harness.ts';
import { machineOf } from '#tests/support/machines.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

const machine = machineOf({
  score: { Type: 'Task', Resource: 'score', Arguments: '{% $states.input.n %}', TimeoutSeconds: 30, Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 0.01, JitterStrategy: 'FULL' }], Assign: { n: '{% $states.result %}' }, Next: 'pause' },
  pause: { Type: 'Wait', Seconds: 0.03, Next: 'store' },
  store: { Type: 'Task', Resource: 'store', Arguments: '{% $n %}', End: true },
});

const executor: TaskExecutor = {
  execute: async (item) => {
    const n = Number(item.arguments);
    if (item.resource === 'score' && n % 3 === 0 && item.retryCount === 0) return { ok: false, error: 'Busy', cause: '' };
    return { ok: true, output: n * 2 };
  },
};

await describeWithPostgres('an engine on PostgreSQL', () => {
  let database: TestPostgres;
  beforeAll(async () => {
    database = await openTestPostgres();
  });
  afterAll(() => database.close());

  /** One process of the engine: ports and caches of its own on the common database. */
  function openProcess({ executionStore, taskQueue, definitionStore }: PostgresPorts): EngineHarness {
    return openEngine({ clock: systemClock, ids: randomIdSource, executionStore, taskQueue, definitionStore });
  }

  async function untilEnded({ ports }: EngineHarness, executionIds: readonly string[]): Promise<void> {
    const end = Date.now() + 15_000;
    for (const executionId of executionIds) {
      while ((await ports.executionStore.load({ executionId }))?.record.status === 'running') {
        assert(Date.now() < end, 'every execution ends in time');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }

  test('two processes drive the same executions; each ends once, with a history that replays', async () => {
    const processes = [openProcess(database.ports), openProcess(await database.open())] as const;
    const loops: readonly EngineLoop[] = processes.map(({ ports }) => createEngineLoop(ports, { executor }));
    loops.forEach((loop) => loop.start());
    const [first] = processes;
    const stored = await storeMachine(first, machine);
    const started = await Promise.all(Array.from({ length: 30 }, (_, n) => startExecution(first.ports, { stored, input: { n }, principal: 'alice' })));
    await untilEnded(first, started.map(({ executionId }) => executionId));
    await Promise.all(loops.map((loop) => loop.stop()));

    const { program } = await first.ports.programs.load(stored.revision);
    for (const [n, { executionId }] of started.entries()) {
      const execution = await first.ports.executionStore.load({ executionId });
      const history = await first.ports.executionStore.history({ executionId, after: 0, max: 1_000 });
      assert(execution !== undefined, 'a started execution is there');
      expect(execution.record).toMatchObject({ status: 'succeeded', output: n * 4 });
      expect(brokenInvariants(history)).toEqual([]);
      expect(replayHistory(program, execution.snapshot.execution, history)).toEqual({ ok: true, value: execution.snapshot });
    }
    expect(await first.ports.executionStore.claimOutbox({ now: Date.now() + 60_000, leaseMs: 1, max: 10 })).toEqual([]);
    expect(await first.ports.executionStore.dueTimers({ now: Date.now() + 60_000, max: 10 })).toEqual([]);
    expect(processes.flatMap(({ log }) => log.filter((line) => line.level === 'error'))).toEqual([]);
  });

  test('what a process had relayed but not settled when it died is done once by the next', async () => {
    const dying = openProcess(database.ports);
    const executionId = await startMachine(dying, machineOf({ work: { Type: 'Task', Resource: 'store', Arguments: 21, End: true } }, { Comment: 'one-task' }));
    const withoutSettling = { ...dying.ports.executionStore, settleOutbox: async () => {} };
    await relayOutbox({ ...dying.ports, executionStore: withoutSettling }, { leaseMs: 1 });
    const next = openProcess(await database.open());
    const loop = createEngineLoop(next.ports, { executor });
    loop.start();
    await untilEnded(next, [executionId]);
    await loop.stop();
    const history = await next.ports.executionStore.history({ executionId, after: 0, max: 100 });
    expect(history.filter((event) => event.kind === 'task-succeeded')).toHaveLength(1);
    expect((await next.ports.executionStore.load({ executionId }))?.record.output).toBe(42);
  });

  test('a heartbeat moves the row of its timer', async () => {
    const harness = openProcess(database.ports);
    const executionId = await startMachine(harness, machineOf({ work: { Type: 'Task', Resource: 'r', HeartbeatSeconds: 100, End: true } }, { Comment: 'heartbeats' }), { zones: { work: 'on-prem' } });
    const due = async (): Promise<number> => (await harness.ports.executionStore.dueTimers({ now: Number.MAX_SAFE_INTEGER, max: 10 })).find((timer) => timer.executionId === executionId)?.dueAt ?? 0;
    const before = await due();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await heartbeatTask(harness.ports, { executionId, attemptId: `${executionId}:1` })).toEqual({ awaited: true });
    expect(await due()).toBeGreaterThan(before);
  });
});
