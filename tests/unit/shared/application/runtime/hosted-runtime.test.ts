import { beforeEach, describe, expect, test } from 'vitest';
import { createCountingIdSource, createManualClock, createMemoryExecutionIndex } from '#shared/adapters/memory/index.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ExecutionEngine, HostedExecution, HostedStart } from '#shared/ports/execution-engine.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import { storedDefinition } from '#tests/support/api/stored-definition.ts';

const STORED = storedDefinition();
const REQUEST = { stored: STORED, input: { n: 1 }, principal: 'alice' };

/** A service that can be away, and knows what it was asked to start. */
function service() {
  const starts: HostedStart[] = [];
  const ended = new Map<string, HostedExecution>();
  const state = { isAway: false };
  const here = async (): Promise<void> => {
    if (state.isAway) throw new UwfError('UWF-5010');
  };
  const engine: ExecutionEngine = {
    publish: here,
    start: async (request) => {
      await here();
      starts.push(request);
      return { place: `place-of-${request.executionId}` };
    },
    describe: async ({ executionId }) => {
      await here();
      return ended.get(executionId) ?? { status: 'running', startedAt: 5, input: { n: 1 } };
    },
    history: async ({ place, after, max }) => [{ sequence: after + 1, at: 0, kind: 'execution-started', frame: [], details: { place, max } }],
    stop: async ({ executionId }) => {
      ended.set(executionId, { status: 'stopped', startedAt: 5, endedAt: 9, input: { n: 1 } });
      return 'stopped';
    },
  };
  return { engine, starts, ended, state };
}

let cloud: ReturnType<typeof service>;
let runtime: Runtime;
beforeEach(() => {
  cloud = service();
  runtime = createHostedRuntime({ clock: createManualClock(1_000), ids: createCountingIdSource(), index: createMemoryExecutionIndex(), engine: cloud.engine });
});

describe('a runtime of a cloud', () => {
  test('finishes a start that broke off: the id is claimed before the service is asked', async () => {
    const request = { ...REQUEST, idempotency: { key: 'k', fingerprint: 'f' } };
    cloud.state.isAway = true;
    await expect(runtime.start(request)).rejects.toMatchObject({ code: 'UWF-5010' });
    cloud.state.isAway = false;
    const { executionId, created } = await runtime.start(request);
    expect(created).toBe(false);
    expect(await runtime.start(request)).toEqual({ executionId, created: false });
    expect(cloud.starts).toMatchObject([{ executionId, input: { n: 1 } }]);
  });

  test('refuses an input that no service takes, before anything is claimed', async () => {
    await expect(runtime.start({ ...REQUEST, input: 'x'.repeat(262_143), executionId: 'large' })).rejects.toMatchObject({ code: 'UWF-4130', message: 'an input has at most 262144 bytes' });
    expect(await runtime.load({ executionId: 'large' })).toBeUndefined();
    await runtime.start({ ...REQUEST, input: 'x'.repeat(262_142) });
    expect(cloud.starts).toHaveLength(1);
  });

  test('keeps the first end that the service tells, for lists', async () => {
    const { executionId } = await runtime.start(REQUEST);
    expect((await runtime.list({ status: 'running', max: 10 })).executions).toHaveLength(1);
    cloud.ended.set(executionId, { status: 'failed', startedAt: 5, endedAt: 7, input: { n: 1 }, failure: { error: 'E', cause: 'C' } });
    expect(await runtime.load({ executionId })).toMatchObject({ input: { n: 1 }, record: { status: 'failed', endedAt: 7, failure: { error: 'E', cause: 'C' } } });
    expect((await runtime.list({ status: 'failed', max: 10 })).executions).toMatchObject([{ id: executionId, endedAt: 7 }]);
  });

  test('says that an execution has ended whose end was noted, though the service does not show it yet', async () => {
    const index = createMemoryExecutionIndex();
    const late = createHostedRuntime({ clock: createManualClock(1_000), ids: createCountingIdSource(), index, engine: cloud.engine });
    const { executionId } = await late.start({ ...REQUEST, depth: 2 });
    expect(await index.load({ executionId })).toMatchObject({ depth: 2 });
    await index.end({ executionId, status: 'succeeded', at: 7, output: 'done' });
    expect(await late.load({ executionId })).toMatchObject({ input: { n: 1 }, record: { status: 'succeeded', endedAt: 7, output: 'done' } });
  });

  test('says of an execution that was claimed and not started that it runs, without its input', async () => {
    cloud.state.isAway = true;
    await runtime.start({ ...REQUEST, executionId: 'run-7' }).catch(() => undefined);
    expect(await runtime.load({ executionId: 'run-7' })).toMatchObject({ record: { status: 'running' }, input: null });
    expect(await runtime.history({ executionId: 'run-7', after: 0, max: 5 })).toEqual([]);
    expect(await runtime.stop({ executionId: 'run-7' })).toBe('unknown');
  });

  test('asks the service for the history by its own name of the execution', async () => {
    const { executionId } = await runtime.start(REQUEST);
    expect(await runtime.history({ executionId, after: 3, max: 5 })).toMatchObject([{ sequence: 4, details: { place: `place-of-${executionId}`, max: 5 } }]);
  });

  test('stops once, and notes the end', async () => {
    const { executionId } = await runtime.start(REQUEST);
    expect(await runtime.stop({ executionId, reason: 'r' })).toBe('stopped');
    expect((await runtime.list({ status: 'stopped', max: 10 })).executions).toHaveLength(1);
    expect(await runtime.stop({ executionId })).toBe('ended');
  });
});
