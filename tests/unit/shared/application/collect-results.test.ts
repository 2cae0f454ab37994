import { describe, expect, test } from 'vitest';
import { collectResults } from '#shared/application/collect-results.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { openEngine, startMachine, type EngineHarness } from '#tests/support/engine-harness.ts';
import { machineOf } from '#tests/support/machines.ts';

const machine = machineOf({ work: { Type: 'Task', Resource: 'r', End: true } });

async function send({ ports }: EngineHarness, body: JsonObject, key = String(body['executionId'])): Promise<void> {
  await ports.taskQueue.publish({ topic: ports.topics.results, messages: [{ id: ports.ids.uuid(), key, body }] });
}

async function depth({ ports }: EngineHarness) {
  return ports.taskQueue.depth({ topic: ports.topics.results });
}

function success(executionId: string, output: JsonObject[string] = 'out'): JsonObject {
  return { kind: 'result', attemptId: `${executionId}:1`, executionId, outcome: 'succeeded', output };
}

describe('collectResults()', () => {
  test('completes the attempt and acknowledges the answer', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine);
    await send(harness, success(executionId));
    expect(await collectResults(harness.ports)).toBe(1);
    expect((await harness.ports.executionStore.load({ executionId }))?.record).toMatchObject({ status: 'succeeded', output: 'out' });
    expect(await depth(harness)).toEqual({ waiting: 0, held: 0, dead: 0 });
    expect(harness.log).toEqual([]);
  });

  test('fails the attempt with its error and cause', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine);
    await send(harness, { kind: 'result', attemptId: `${executionId}:1`, executionId, outcome: 'failed', error: 'E', cause: '' });
    await collectResults(harness.ports);
    expect((await harness.ports.executionStore.load({ executionId }))?.record.failure).toEqual({ error: 'E', cause: '' });
  });

  test('acknowledges and logs what nobody waits for', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine);
    await send(harness, success(executionId, 'first'));
    await send(harness, success(executionId, 'second'));
    await send(harness, success('unknown'));
    await collectResults(harness.ports);
    await collectResults(harness.ports);
    expect(await depth(harness)).toEqual({ waiting: 0, held: 0, dead: 0 });
    expect((await harness.ports.executionStore.load({ executionId }))?.record.output).toBe('first');
    expect(harness.log.map(({ event, fields }) => [event, fields['executionId'], fields['outcome']]).sort()).toEqual([
      ['result-not-awaited', executionId, 'ignored'],
      ['result-not-awaited', 'unknown', 'unknown'],
    ]);
  });

  test.each<[string, JsonObject, string]>([
    ['malformed-message', { kind: 'result', executionId: 'x', outcome: 'succeeded', output: 'canary' }, 'x'],
    ['malformed-message', { ...success('x'), surprise: 'canary' }, 'x'],
    ['malformed-message', { ...success('x'), outcome: 'maybe' }, 'x'],
    ['key-mismatch', success('x', 'canary'), 'y'],
  ])('sends to the dead letters: %s %j', async (reason, body, key) => {
    const harness = openEngine();
    await send(harness, body, key);
    expect(await collectResults(harness.ports)).toBe(1);
    expect(await depth(harness)).toEqual({ waiting: 0, held: 0, dead: 1 });
    expect(harness.log).toMatchObject([{ level: 'warn', event: 'result-refused', fields: { reason } }]);
    expect(JSON.stringify(harness.log)).not.toContain('canary');
  });

  test('keeps an answer that cannot be committed now, for later', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine);
    await send(harness, success(executionId));
    const executionStore = { ...harness.ports.executionStore, commit: async () => { throw new UwfError('UWF-5001'); } };
    expect(await collectResults({ ...harness.ports, executionStore })).toBe(1);
    expect(harness.log).toMatchObject([{ event: 'result-postponed', fields: { code: 'UWF-5001' } }]);
    expect(await collectResults(harness.ports)).toBe(0);
    harness.clock.advance(1_000);
    expect(await collectResults(harness.ports)).toBe(1);
    expect((await harness.ports.executionStore.load({ executionId }))?.record.status).toBe('succeeded');
  });
});
