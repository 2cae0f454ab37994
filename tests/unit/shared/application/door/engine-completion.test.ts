import { describe, expect, test } from 'vitest';
import { createEngineCompletion } from '#shared/application/door/engine-completion.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { openEngine, startMachine } from '#tests/support/engine-harness.ts';
import { machineOf } from '#tests/support/machines.ts';

const machine = machineOf({ work: { Type: 'Task', Resource: 'uwf:function:score:1.0.0', End: true } });

async function waiting() {
  const harness = openEngine();
  const executionId = await startMachine(harness, machine, { zones: { work: 'on-prem' } });
  const recordOf = async () => (await harness.ports.executionStore.load({ executionId }))?.record;
  return { harness, completion: createEngineCompletion(harness.ports), recordOf, attempt: { executionId, attemptId: `${executionId}:1` } };
}

describe('our own engine', () => {
  test('is told of the end of an attempt once, and says so', async () => {
    const { completion, attempt, recordOf } = await waiting();
    expect(await completion.complete({ ...attempt, output: { n: 1 } })).toBe('told');
    expect(await recordOf()).toMatchObject({ status: 'succeeded', output: { n: 1 } });
    expect(await completion.complete({ ...attempt, output: { n: 2 } })).toBe('closed');
    expect(await completion.fail({ ...attempt, error: 'E', cause: '' })).toBe('closed');
    expect(await recordOf()).toMatchObject({ status: 'succeeded', output: { n: 1 } });
  });

  test('is told of a failure by its name', async () => {
    const { completion, attempt, recordOf } = await waiting();
    expect(await completion.fail({ ...attempt, error: 'Uwf.InDoubt', cause: 'nobody knows' })).toBe('told');
    expect(await recordOf()).toMatchObject({ status: 'failed', failure: { error: 'Uwf.InDoubt', cause: 'nobody knows' } });
  });

  test('says whether it still waits for an attempt', async () => {
    const { completion, attempt, harness } = await waiting();
    expect(await completion.heartbeat(attempt)).toBe('told');
    expect(await completion.heartbeat({ ...attempt, attemptId: `${attempt.executionId}:2` })).toBe('closed');
    await completion.complete({ ...attempt, output: null });
    expect(await completion.heartbeat(attempt)).toBe('closed');
    expect(harness.log).toEqual([]);
  });

  test('does not wait for what it does not know', async () => {
    const { completion } = await waiting();
    const unknown = { executionId: 'no-such', attemptId: 'no-such:1' };
    expect([await completion.complete({ ...unknown, output: 1 }), await completion.fail({ ...unknown, error: 'E', cause: '' }), await completion.heartbeat(unknown)]).toEqual(['closed', 'closed', 'closed']);
  });

  test('passes on that its store cannot be reached: then it was not told', async () => {
    const { harness, attempt } = await waiting();
    const broken = createEngineCompletion({ ...harness.ports, executionStore: { ...harness.ports.executionStore, commit: async () => { throw new UwfError('UWF-5001'); } } });
    await expect(broken.complete({ ...attempt, output: 1 })).rejects.toMatchObject({ code: 'UWF-5001' });
  });
});
