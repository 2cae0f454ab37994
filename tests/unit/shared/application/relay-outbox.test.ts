import { describe, expect, test } from 'vitest';
import { stopExecution } from '#shared/application/advance-execution.ts';
import { relayOutbox, RELAY_LEASE_MS_DEFAULT } from '#shared/application/relay-outbox.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { openEngine, peek, startMachine } from '#tests/support/engine-harness.ts';
import { machineOf, STARTED_AT } from '#tests/support/machines.ts';

const machine = machineOf({ work: { Type: 'Task', Resource: 'uwf:function:score:1.0.0', Arguments: { x: 1 }, TimeoutSeconds: 7, End: true } });

describe('relayOutbox()', () => {
  test('hands a task of the bank to the door, with its priority and the weakest claim about its effect', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine, { zones: { work: 'on-prem' } });
    expect(await relayOutbox(harness.ports)).toBe(1);
    expect(await peek(harness, harness.ports.topics.local)).toEqual([]);
    const execution = await harness.ports.executionStore.load({ executionId });
    expect(harness.dispatched).toEqual([
      {
        priority: 'normal',
        effect: 'idempotent',
        item: {
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
          visit: 2,
          deadline: STARTED_AT + 7_000,
        },
      },
    ]);
  });

  test.each([['low', 'low'], ['normal', 'normal'], ['critical', 'normal']] as const)('lets a run of priority %s have work that is %s: less urgent than its tasks say, never more', async (priority, expected) => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine, { zones: { work: 'on-prem' }, priority });
    await stopExecution(harness.ports, { executionId });
    await relayOutbox(harness.ports);
    expect(harness.dispatched.map((task) => task.priority)).toEqual([expected, expected]);
  });

  test('offers a task of the target\'s own zone on the local topic', async () => {
    const harness = openEngine();
    await startMachine(harness, machine, { zones: { work: 'private-cloud' } });
    await relayOutbox(harness.ports);
    expect(await peek(harness, harness.ports.topics.local)).toHaveLength(1);
    expect(harness.dispatched).toEqual([]);
  });

  test('sends a cancellation the way of its attempt', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machine, { zones: { work: 'on-prem' } });
    await stopExecution(harness.ports, { executionId });
    expect(await relayOutbox(harness.ports)).toBe(2);
    expect(harness.dispatched).toMatchObject([{ item: { kind: 'run' } }, { priority: 'normal', why: 'stopped', item: { kind: 'cancel', attemptId: `${executionId}:1`, executionId } }]);
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

  test('hands over again what it could not settle, or the door did not take', async () => {
    const harness = openEngine();
    await startMachine(harness, machine, { zones: { work: 'on-prem' } });
    const shut = { dispatch: async () => { throw new UwfError('UWF-5001'); } };
    await expect(relayOutbox({ ...harness.ports, door: shut })).rejects.toMatchObject({ code: 'UWF-5001' });
    harness.clock.advance(RELAY_LEASE_MS_DEFAULT);
    expect(await relayOutbox(harness.ports)).toBe(1);
    expect(harness.dispatched).toHaveLength(1);
  });

  test('keeps tasks of another zone where there is no door to it', async () => {
    const harness = openEngine();
    const { door: _door, ...ports } = harness.ports;
    await startMachine(harness, machine, { zones: { work: 'on-prem' } });
    expect(await relayOutbox(ports)).toBe(0);
    expect(harness.log).toMatchObject([{ level: 'error', event: 'outbox-entry-not-routed', fields: { code: 'UWF-5004' } }]);
    expect((await ports.executionStore.claimOutbox({ now: STARTED_AT + RELAY_LEASE_MS_DEFAULT, leaseMs: 1, max: 10 })).length).toBe(1);
  });

  test('keeps what it cannot route, relays the rest and tells the operator', async () => {
    const harness = openEngine();
    await startMachine(harness, machine);
    const other = await startMachine(harness, machineOf({ other: { Type: 'Task', Resource: 'r', End: true } }, { Comment: 'other' }), { zones: { other: 'on-prem' } });
    const { programs } = harness.ports;
    const broken = { ...programs, load: async (revision: string) => { const loaded = await programs.load(revision); if (loaded.program.machine.StartAt === 'work') throw new UwfError('UWF-4042'); return loaded; } };
    expect(await relayOutbox({ ...harness.ports, programs: broken })).toBe(1);
    expect(harness.dispatched).toMatchObject([{ item: { executionId: other } }]);
    expect(harness.log).toMatchObject([{ level: 'error', event: 'outbox-entry-not-routed', fields: { code: 'UWF-4042' } }]);
    harness.clock.advance(RELAY_LEASE_MS_DEFAULT);
    expect(await relayOutbox(harness.ports)).toBe(1);
  });
});
