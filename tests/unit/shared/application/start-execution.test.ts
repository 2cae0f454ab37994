import { expect, test } from 'vitest';
import { startExecution } from '#shared/application/start-execution.ts';
import { openEngine, startMachine, storeMachine } from '#tests/support/engine-harness.ts';
import { machineOf, outline, STARTED_AT } from '#tests/support/machines.ts';

const oneTask = machineOf({ work: { Type: 'Task', Resource: 'r', TimeoutSeconds: 5, End: true } });

test('starts an execution and takes its first turn in one transaction', async () => {
  const harness = openEngine();
  const stored = await storeMachine(harness, oneTask);
  const started = await startExecution(harness.ports, { stored, input: { a: 1 }, principal: 'alice' });
  expect(started.created).toBe(true);
  const { executionId } = started;
  const execution = await harness.ports.executionStore.load({ executionId });
  expect(execution?.record).toMatchObject({ id: executionId, status: 'running', principal: 'alice', revision: stored.revision, createdAt: STARTED_AT, definition: stored.identity });
  expect(execution?.snapshot.execution).toEqual({ id: executionId, name: executionId, machineId: 'tests.machine@1.0.0', machineName: 'machine', startedAt: STARTED_AT, input: { a: 1 } });
  expect(outline(await harness.ports.executionStore.history({ executionId, after: 0, max: 10 }))).toEqual(['execution-started', 'state-entered work', 'task-scheduled work']);
  expect(await harness.ports.executionStore.claimOutbox({ now: STARTED_AT, leaseMs: 1, max: 10 })).toMatchObject([{ id: `${executionId}:1`, kind: 'schedule-task', executionId }]);
  expect(await harness.ports.executionStore.dueTimers({ now: STARTED_AT + 5_000, max: 10 })).toEqual([{ executionId, timerId: `${executionId}:t1`, dueAt: STARTED_AT + 5_000 }]);
});

test('an execution that needs nobody is over when it is started', async () => {
  const harness = openEngine();
  const executionId = await startMachine(harness, machineOf({ a: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } }), { input: 21 });
  expect((await harness.ports.executionStore.load({ executionId }))?.record).toMatchObject({ status: 'succeeded', output: 42, endedAt: STARTED_AT });
});

test('the same idempotency key and request start one execution only', async () => {
  const harness = openEngine();
  const stored = await storeMachine(harness, oneTask);
  const request = { stored, input: {}, principal: 'alice', idempotency: { key: 'k', fingerprint: 'f' } };
  const first = await startExecution(harness.ports, request);
  expect(await startExecution(harness.ports, request)).toEqual({ executionId: first.executionId, created: false });
  expect((await startExecution(harness.ports, { ...request, principal: 'bob' })).created).toBe(true);
});

test('an idempotency key with another request is refused', async () => {
  const harness = openEngine();
  const stored = await storeMachine(harness, oneTask);
  const request = { stored, input: {}, principal: 'alice' };
  await startExecution(harness.ports, { ...request, idempotency: { key: 'k', fingerprint: 'f' } });
  await expect(startExecution(harness.ports, { ...request, idempotency: { key: 'k', fingerprint: 'other' } })).rejects.toMatchObject({ code: 'UWF-4223' });
});

test('says that something was committed', async () => {
  const harness = openEngine();
  let told = 0;
  harness.ports.commits?.subscribe(() => (told += 1));
  await startMachine(harness, oneTask);
  expect(told).toBe(1);
});
