import { describe, expect, test } from 'vitest';
import { completeTask, failTask, fireTimer, stopExecution } from '#shared/application/advance-execution.ts';
import { describeExecution } from '#shared/application/describe-execution.ts';
import { openEngine, startMachine } from '#tests/support/engine-harness.ts';
import { machineOf, STARTED_AT } from '#tests/support/machines.ts';

const machine = machineOf({
  check: { Type: 'Task', Resource: 'r', Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 1 }], Catch: [{ ErrorEquals: ['Refused'], Next: 'note' }], Next: 'last' },
  note: { Type: 'Pass', Next: 'last' },
  last: { Type: 'Task', Resource: 'r', End: true },
});

async function started() {
  const harness = openEngine();
  const executionId = await startMachine(harness, machine, { zones: { check: 'on-prem' } });
  return { harness, executionId, describe: () => describeExecution(harness.looking, { executionId }) };
}

describe('describeExecution()', () => {
  test('tells where an execution is, with zones and tasks from the placement and the source map', async () => {
    const { describe } = await started();
    const { record, progress } = await describe();
    expect(record).toMatchObject({ status: 'running', principal: 'alice' });
    expect(progress).toEqual([{ state: 'check', task: 'check', pointer: '/do/0/check', zone: 'on-prem', status: 'running', enteredAt: STARTED_AT, attempts: 1 }]);
  });

  test('counts attempts and tells the last failure while it retries', async () => {
    const { harness, executionId, describe } = await started();
    await failTask(harness.ports, { executionId, attemptId: `${executionId}:1`, error: 'Busy' });
    expect((await describe()).progress[0]).toMatchObject({ status: 'running', attempts: 1, error: 'Busy' });
    harness.clock.advance(1_000);
    await fireTimer(harness.ports, { executionId, timerId: `${executionId}:t1` });
    expect((await describe()).progress[0]).toMatchObject({ status: 'running', attempts: 2 });
    await completeTask(harness.ports, { executionId, attemptId: `${executionId}:2`, output: 1 });
    expect((await describe()).progress).toMatchObject([
      { state: 'check', status: 'succeeded', attempts: 2, exitedAt: STARTED_AT + 1_000 },
      { state: 'last', status: 'running', zone: 'private-cloud' },
    ]);
  });

  test('tells a failure that was caught from one that was not', async () => {
    const { harness, executionId, describe } = await started();
    await failTask(harness.ports, { executionId, attemptId: `${executionId}:1`, error: 'Refused' });
    await failTask(harness.ports, { executionId, attemptId: `${executionId}:2`, error: 'Broken' });
    const { record, progress } = await describe();
    expect(record.status).toBe('failed');
    expect(progress.map(({ state, status, error, zone, task }) => ({ state, status, error, zone, task }))).toEqual([
      { state: 'check', status: 'caught', error: 'Refused', zone: 'on-prem', task: 'check' },
      { state: 'note', status: 'succeeded', error: undefined, zone: 'private-cloud', task: undefined },
      { state: 'last', status: 'failed', error: 'Broken', zone: 'private-cloud', task: 'last' },
    ]);
  });

  test('tells why it failed as the error of the language, with the task it came from', async () => {
    const { harness, executionId, describe } = await started();
    expect(await describe()).not.toHaveProperty('problem');
    const cause = JSON.stringify({ type: 'urn:example:late', status: 504, title: 'Late' });
    await failTask(harness.ports, { executionId, attemptId: `${executionId}:1`, error: 'urn:example:late#504', cause });
    expect((await describe()).problem).toEqual({ type: 'urn:example:late', status: 504, title: 'Late', instance: '/do/0/check' });
  });

  test('tells what was under way when the execution was stopped', async () => {
    const { harness, executionId, describe } = await started();
    await stopExecution(harness.ports, { executionId });
    expect((await describe()).progress).toMatchObject([{ state: 'check', status: 'stopped' }]);
  });

  test('tells a state that failed the execution without an attempt', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machineOf({ bad: { Type: 'Fail', Error: 'E' } }));
    expect((await describeExecution(harness.looking, { executionId })).progress).toMatchObject([{ state: 'bad', status: 'failed' }]);
  });

  test('tells a wait that was stopped', async () => {
    const harness = openEngine();
    const executionId = await startMachine(harness, machineOf({ pause: { Type: 'Wait', Seconds: 9, End: true } }));
    await stopExecution(harness.ports, { executionId });
    expect((await describeExecution(harness.looking, { executionId })).progress).toMatchObject([{ state: 'pause', status: 'stopped' }]);
  });

  test('does not show what there is not, nor what is of others', async () => {
    const { harness, executionId } = await started();
    await expect(describeExecution(harness.looking, { executionId: 'none' })).rejects.toMatchObject({ code: 'UWF-4041' });
    await expect(describeExecution(harness.looking, { executionId, principal: 'bob' })).rejects.toMatchObject({ code: 'UWF-4041' });
    await expect(describeExecution(harness.looking, { executionId, principal: 'alice' })).resolves.toBeDefined();
  });
});
