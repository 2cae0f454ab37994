import { describe, expect, test } from 'vitest';
import { relayOutbox } from '#shared/application/relay-outbox.ts';
import type { TaskExecutor, TaskOutcome } from '#shared/application/task-executor.ts';
import { createLocalWorker, LOCAL_LEASE_MS_DEFAULT } from '#shared/application/work-locally.ts';
import { stopExecution } from '#shared/application/advance-execution.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { openEngine, startMachine, type EngineHarness } from '#tests/support/engine-harness.ts';
import { machineOf } from '#tests/support/machines.ts';

const machine = machineOf({ work: { Type: 'Task', Resource: 'r', Arguments: '{% $states.input %}', TimeoutSeconds: 5, End: true } });
const echo: TaskExecutor = { execute: async (item) => ({ ok: true, output: item.arguments }) };

async function recordOf({ ports }: EngineHarness, executionId: string) {
  return (await ports.executionStore.load({ executionId }))?.record;
}

async function offered(more: { readonly input?: string } = {}): Promise<{ readonly harness: EngineHarness; readonly executionId: string }> {
  const harness = openEngine();
  const executionId = await startMachine(harness, machine, { input: more.input ?? 'in' });
  await relayOutbox(harness.ports);
  return { harness, executionId };
}

async function workOnce(harness: EngineHarness, executor: TaskExecutor, more: { readonly leaseMs?: number } = {}): Promise<number> {
  const worker = createLocalWorker(harness.ports, { executor, ...more });
  const taken = await worker.work();
  await worker.drain();
  return taken;
}

describe('a local worker', () => {
  test('carries out what is offered and answers it', async () => {
    const { harness, executionId } = await offered();
    expect(await workOnce(harness, echo)).toBe(1);
    expect(await recordOf(harness, executionId)).toMatchObject({ status: 'succeeded', output: 'in' });
    expect(await harness.ports.taskQueue.depth({ topic: harness.ports.topics.local })).toEqual({ waiting: 0, held: 0, dead: 0 });
  });

  test('tells a failure as the executor tells it', async () => {
    const { harness, executionId } = await offered();
    await workOnce(harness, { execute: async () => ({ ok: false, error: 'E', cause: 'c' }) });
    expect((await recordOf(harness, executionId))?.failure).toEqual({ error: 'E', cause: 'c' });
  });

  test('tells what the executor throws without its message', async () => {
    const { harness, executionId } = await offered();
    await workOnce(harness, { execute: () => Promise.reject(new TypeError('canary-4711')) });
    expect((await recordOf(harness, executionId))?.failure).toEqual({ error: 'Uwf.HandlerFailed', cause: 'The handler failed unexpectedly' });
    expect(JSON.stringify(harness.log)).not.toContain('canary');
  });

  test('leaves a pending attempt to whoever will answer it', async () => {
    const { harness, executionId } = await offered();
    await workOnce(harness, { execute: async () => 'pending' });
    expect((await recordOf(harness, executionId))?.status).toBe('running');
    expect(await harness.ports.taskQueue.depth({ topic: harness.ports.topics.local })).toEqual({ waiting: 0, held: 0, dead: 0 });
  });

  test('tells the executor of an attempt that nobody waits for any more', async () => {
    const { harness, executionId } = await offered();
    const cancelled: string[] = [];
    const executor: TaskExecutor = { execute: async () => 'pending', cancel: async ({ attemptId }) => void cancelled.push(attemptId) };
    await workOnce(harness, executor);
    await stopExecution(harness.ports, { executionId });
    await relayOutbox(harness.ports);
    await workOnce(harness, executor);
    expect(cancelled).toEqual([expect.stringContaining(executionId)]);
  });

  test('puts an attempt off whose executor says that it may succeed later', async () => {
    const { harness, executionId } = await offered();
    let failures = 1;
    const executor: TaskExecutor = { execute: async () => ((failures -= 1) >= 0 ? Promise.reject(new UwfError('UWF-5001')) : { ok: true, output: 'later' }) };
    await workOnce(harness, executor);
    expect((await recordOf(harness, executionId))?.status).toBe('running');
    harness.clock.advance(1_000);
    await workOnce(harness, executor);
    expect(await recordOf(harness, executionId)).toMatchObject({ status: 'succeeded', output: 'later' });
  });

  test('does not run an attempt that is past its deadline', async () => {
    const { harness, executionId } = await offered();
    harness.clock.advance(5_000);
    let runs = 0;
    await workOnce(harness, { execute: async () => ((runs += 1), { ok: true, output: 1 }) });
    expect(runs).toBe(0);
    expect((await recordOf(harness, executionId))?.status).toBe('running');
    expect(await harness.ports.taskQueue.depth({ topic: harness.ports.topics.local })).toEqual({ waiting: 0, held: 0, dead: 0 });
    expect(harness.log).toMatchObject([{ event: 'task-past-deadline' }]);
  });

  test('gives up an attempt that takes longer than it may be held, and tells the executor', async () => {
    const { harness, executionId } = await offered();
    let isAborted = false;
    const slow: TaskExecutor = {
      execute: (_item, signal) => new Promise<TaskOutcome>(() => signal.addEventListener('abort', () => (isAborted = true))),
    };
    await workOnce(harness, slow, { leaseMs: 30 });
    expect(isAborted).toBe(true);
    expect((await recordOf(harness, executionId))?.failure?.error).toBe('States.Timeout');
  });

  test('takes no more than it has room for', async () => {
    const harness = openEngine();
    for (let count = 0; count < 3; count += 1) await startMachine(harness, machine);
    await relayOutbox(harness.ports);
    let finish: (outcome: TaskOutcome) => void = () => {};
    const blocking: TaskExecutor = { execute: () => new Promise((resolve) => (finish = resolve)) };
    const worker = createLocalWorker(harness.ports, { executor: blocking, concurrency: 1 });
    expect(await worker.work()).toBe(1);
    expect(await worker.work()).toBe(0);
    finish({ ok: true, output: 1 });
    await worker.drain();
    expect(await worker.work()).toBe(1);
    finish({ ok: true, output: 1 });
    await worker.drain();
  });

  test('lets work come again whose answer could not be committed', async () => {
    const { harness, executionId } = await offered();
    const executionStore = { ...harness.ports.executionStore, commit: async () => { throw new UwfError('UWF-5001'); } };
    const worker = createLocalWorker({ ...harness.ports, executionStore }, { executor: echo });
    await worker.work();
    await worker.drain();
    expect(harness.log).toMatchObject([{ event: 'task-answer-postponed', fields: { code: 'UWF-5001' } }]);
    harness.clock.advance(1_000);
    expect(await workOnce(harness, echo)).toBe(1);
    expect((await recordOf(harness, executionId))?.status).toBe('succeeded');
  });

  test('leaves work to its lease when even giving it back fails', async () => {
    const { harness, executionId } = await offered();
    const taskQueue = { ...harness.ports.taskQueue, acknowledge: async () => { throw new UwfError('UWF-5002'); } };
    const worker = createLocalWorker({ ...harness.ports, taskQueue }, { executor: echo });
    await worker.work();
    await worker.drain();
    expect(harness.log).toMatchObject([{ event: 'task-left-to-its-lease', fields: { code: 'UWF-5002' } }]);
    harness.clock.advance(LOCAL_LEASE_MS_DEFAULT);
    expect(await workOnce(harness, echo)).toBe(1);
    expect((await recordOf(harness, executionId))?.output).toBe('in');
  });

  test('has nothing to do for a cancellation, and buries what is no message', async () => {
    const { harness, executionId } = await offered();
    await workOnce(harness, { execute: async () => { await stopExecution(harness.ports, { executionId }); return { ok: true, output: 1 }; } });
    await relayOutbox(harness.ports);
    expect(await workOnce(harness, echo)).toBe(1);
    const topic = harness.ports.topics.local;
    await harness.ports.taskQueue.publish({ topic, messages: [{ id: 'x', key: 'x', body: { kind: 'dance' } }] });
    await workOnce(harness, echo);
    expect(await harness.ports.taskQueue.depth({ topic })).toEqual({ waiting: 0, held: 0, dead: 1 });
  });
});
