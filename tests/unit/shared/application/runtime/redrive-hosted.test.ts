import { beforeEach, describe, expect, test } from 'vitest';
import { createCountingIdSource, createManualClock, createMemoryExecutionIndex, type MemoryExecutionIndex } from '#shared/adapters/memory/index.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import type { ExecutionEngine, HostedExecution } from '#shared/ports/execution-engine.ts';
import type { RedriveOutcome } from '#shared/ports/runtime.ts';
import { storedDefinition } from '#tests/support/api/stored-definition.ts';

const FAILED: HostedExecution = { status: 'failed', startedAt: 5, endedAt: 9, input: {}, failure: { error: 'E' } };
const STORED = storedDefinition();

let index: MemoryExecutionIndex;
let told: HostedExecution;
let outcome: RedriveOutcome;

const ENGINE: ExecutionEngine = { publish: async () => undefined, start: async () => ({ place: 'p' }), describe: async () => told, history: async () => [], stop: async () => 'stopped', redrive: async () => outcome };

const runtimeOn = (engine: ExecutionEngine) => createHostedRuntime({ clock: createManualClock(1_000), ids: createCountingIdSource(), index, engine });
const runtimeOf = () => runtimeOn(ENGINE);

/** An execution whose end was noted. */
async function failed(runtime = runtimeOf()): Promise<string> {
  const { executionId } = await runtime.start({ stored: STORED, input: {}, principal: 'alice' });
  await runtime.load({ executionId });
  return executionId;
}

const indexed = async (executionId: string) => (await index.load({ executionId }))?.record;

beforeEach(() => {
  index = createMemoryExecutionIndex();
  told = FAILED;
  outcome = 'redriven';
});

describe('an execution that is let go on', () => {
  test('counts as running, and its next end is noted as the first was', async () => {
    const runtime = runtimeOf();
    const executionId = await failed(runtime);
    expect(await indexed(executionId)).toMatchObject({ status: 'failed', endedAt: 9 });
    expect(await runtime.redrive?.({ executionId })).toBe('redriven');
    expect(await indexed(executionId)).toEqual(expect.objectContaining({ status: 'running' }));
    told = { status: 'succeeded', startedAt: 5, endedAt: 40, redrivenAt: 20, input: {}, output: 7 };
    expect((await runtime.load({ executionId }))?.record).toMatchObject({ status: 'succeeded', endedAt: 40, output: 7 });
    expect(await indexed(executionId)).toMatchObject({ status: 'succeeded', endedAt: 40, output: 7 });
  });

  test('does so for whoever looks at it, too, when the index never heard that it goes on', async () => {
    const runtime = runtimeOf();
    const executionId = await failed(runtime);
    told = { status: 'running', startedAt: 5, redrivenAt: 20, input: {} };
    expect((await runtime.load({ executionId }))?.record).toMatchObject({ status: 'running' });
    expect(await indexed(executionId)).not.toHaveProperty('endedAt');
  });

  test('has its second end noted when nobody looked in between', async () => {
    const runtime = runtimeOf();
    const executionId = await failed(runtime);
    told = { ...FAILED, endedAt: 40, redrivenAt: 20, failure: { error: 'F' } };
    await runtime.load({ executionId });
    expect(await indexed(executionId)).toMatchObject({ status: 'failed', endedAt: 40, failure: { error: 'F' } });
    await runtime.load({ executionId });
    expect(await indexed(executionId)).toMatchObject({ endedAt: 40 });
  });

  test.each<RedriveOutcome>(['running', 'succeeded', 'too-old', 'unknown'])('is as it was when the service says %s', async (said) => {
    const runtime = runtimeOf();
    const executionId = await failed(runtime);
    outcome = said;
    expect(await runtime.redrive?.({ executionId })).toBe(said);
    expect(await indexed(executionId)).toMatchObject({ status: 'failed', endedAt: 9 });
  });

  test('is one of ours, has been started, and runs on a service that can do so', async () => {
    const executionId = await failed();
    const { redrive: _redrive, ...others } = ENGINE;
    expect(await runtimeOn(others).redrive?.({ executionId })).toBe('unsupported');
    expect(await runtimeOf().redrive?.({ executionId: 'nothing' })).toBe('unknown');
    await index.create({ entry: { id: 'claimed', definition: STORED.identity, revision: STORED.revision, principal: 'alice', createdAt: 1 } });
    expect(await runtimeOf().redrive?.({ executionId: 'claimed' })).toBe('unknown');
  });
});
