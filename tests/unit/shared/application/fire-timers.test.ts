import { expect, test } from 'vitest';
import { fireTimers } from '#shared/application/fire-timers.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { openEngine, startMachine } from '#tests/support/engine-harness.ts';
import { machineOf } from '#tests/support/machines.ts';

const pause = machineOf({ pause: { Type: 'Wait', Seconds: 1, End: true } });

test('fires what is due and nothing else, and nothing twice', async () => {
  const harness = openEngine();
  const executionId = await startMachine(harness, pause);
  expect(await fireTimers(harness.ports)).toBe(0);
  harness.clock.advance(999);
  expect(await fireTimers(harness.ports)).toBe(0);
  harness.clock.advance(1);
  expect(await fireTimers(harness.ports)).toBe(1);
  expect((await harness.ports.executionStore.load({ executionId }))?.record.status).toBe('succeeded');
  expect(await fireTimers(harness.ports)).toBe(0);
});

test('fires timers of one execution in the order of their times', async () => {
  const harness = openEngine();
  const executionId = await startMachine(harness, machineOf({ work: { Type: 'Task', Resource: 'r', HeartbeatSeconds: 1, TimeoutSeconds: 2, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'caught' }], End: true }, caught: { Type: 'Succeed' } }, { TimeoutSeconds: 3 }));
  harness.clock.advance(10_000);
  await fireTimers(harness.ports);
  expect((await harness.ports.executionStore.load({ executionId }))?.record.status).toBe('succeeded');
});

test('a timer that cannot be fired does not hold up the others', async () => {
  const harness = openEngine();
  const bad = await startMachine(harness, pause);
  const good = await startMachine(harness, pause);
  harness.clock.advance(1_000);
  const { executionStore } = harness.ports;
  const load: typeof executionStore.load = async (request) => { if (request.executionId === bad) throw new UwfError('UWF-5001'); return executionStore.load(request); };
  expect(await fireTimers({ ...harness.ports, executionStore: { ...executionStore, load } })).toBe(1);
  expect((await executionStore.load({ executionId: good }))?.record.status).toBe('succeeded');
  expect(harness.log).toMatchObject([{ event: 'timer-postponed', fields: { code: 'UWF-5001', executionId: bad } }]);
  expect(await fireTimers(harness.ports)).toBe(1);
});
