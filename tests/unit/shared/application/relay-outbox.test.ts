import { describe, expect, test } from 'vitest';
import { stopExecution } from '#shared/application/advance-execution.ts';
import { relayOutbox, RELAY_LEASE_MS_DEFAULT } from '#shared/application/relay-outbox.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { openEngine, peek, startMachine } from '#tests/support/engine-harness.ts';
import { machineOf, STARTED_AT } from '#tests/support/machines.ts';

const machine = machineOf({ work: { Type: 'Task', Resource: 'uwf:function:score:1.0.0', Arguments: { x: 1 }, TimeoutSeconds: 7, End: true } });

describe('relayOutbox()', () => {
  test('offers a task of the bank as a work item on the command topic', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine, { zones: { work: 'on-prem' } });
    expect(await relayOutbox(harness.ports)).toBe(1);
    expect(await peek(harness, harness.ports.topics.local)).toEqual([]);
    const execution = await harness.ports.executionStore.load({ executionId });
    expect(await peek(harness, harness.ports.topics.commands)).toEqual([
      {
        id: `${executionId}:1`,
        key: executionId,
        body: {
          kind: 'run',
          attemptId: `${executionId}:1`,
          executionId,
          definition: { namespace: 'tests', name: 'machine', version: '1.0.0' },
          revision: execution?.record.revision,
          state: 'work',
          resource: 'uwf:function:score:1.0.0',
          arguments: { x: 1 },
          principal: 'alice',
          retryCount: 0,
          deadline: STARTED_AT + 7_000,
        },
      },
    ]);
  });

  test('offers a task of the target\'s own zone on the local topic', async () => {
    const harness = openEngine();
    await startMachine(harness, machine, { zones: { work: 'private-cloud' } });
    await relayOutbox(harness.ports);
    expect(await peek(harness, harness.ports.topics.local)).toHaveLength(1);
    expect(await peek(harness, harness.ports.topics.commands)).toEqual([]);
  });

  test('sends a cancellation the way of its attempt', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine, { zones: { work: 'on-prem' } });
    await stopExecution(harness.ports, { executionId });
    expect(await relayOutbox(harness.ports)).toBe(2);
    const topic = harness.ports.topics.commands;
    const [run] = await harness.ports.taskQueue.receive({ topic, consumer: 'test', max: 1, leaseMs: 1_000, now: STARTED_AT });
    await harness.ports.taskQueue.acknowledge({ topic, receipts: [run?.receipt ?? ''] });
    expect(await peek(harness, topic)).toEqual([{ id: `${executionId}:1:cancel`, key: executionId, body: { kind: 'cancel', attemptId: `${executionId}:1`, executionId } }]);
  });

  test('relays nothing twice', async () => {
    const harness = openEngine();
    await startMachine(harness, machine);
    await relayOutbox(harness.ports);
    harness.clock.advance(RELAY_LEASE_MS_DEFAULT);
    expect(await relayOutbox(harness.ports)).toBe(0);
  });

  test('publishes again what it could not settle, under the same id', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine);
    const { executionStore } = harness.ports;
    const dying = { ...executionStore, settleOutbox: async () => { throw new UwfError('UWF-5001'); } };
    await expect(relayOutbox({ ...harness.ports, executionStore: dying })).rejects.toMatchObject({ code: 'UWF-5001' });
    expect(await relayOutbox(harness.ports)).toBe(0);
    harness.clock.advance(RELAY_LEASE_MS_DEFAULT);
    expect(await relayOutbox(harness.ports)).toBe(1);
    expect(await peek(harness, harness.ports.topics.local)).toMatchObject([{ id: `${executionId}:1` }]);
  });

  test('keeps what it cannot route, relays the rest and tells the operator', async () => {
    const harness = openEngine();
    await startMachine(harness, machine);
    const other = await startMachine(harness, machineOf({ other: { Type: 'Task', Resource: 'r', End: true } }, { Comment: 'other' }), { zones: { other: 'on-prem' } });
    const { programs } = harness.ports;
    const broken = { ...programs, load: async (revision: string) => { const loaded = await programs.load(revision); if (loaded.program.machine.StartAt === 'work') throw new UwfError('UWF-4042'); return loaded; } };
    expect(await relayOutbox({ ...harness.ports, programs: broken })).toBe(1);
    expect(await peek(harness, harness.ports.topics.commands)).toMatchObject([{ key: other }]);
    expect(harness.log).toMatchObject([{ level: 'error', event: 'outbox-entry-not-routed', fields: { code: 'UWF-4042' } }]);
    harness.clock.advance(RELAY_LEASE_MS_DEFAULT);
    expect(await relayOutbox(harness.ports)).toBe(1);
  });
});
