import { describe, expect, test } from 'vitest';
import { stepJson, stepMetricsJson, stepsOf } from '#functions/operations/support/run-steps.ts';
import type { StateProgress } from '#shared/application/describe-execution.ts';

function stay(state: string, task: string, more: Partial<StateProgress> = {}): StateProgress {
  return { state, task, pointer: `/do/0/${task}`, zone: 'private-cloud', status: 'succeeded', enteredAt: 1_000, exitedAt: 2_000, attempts: 0, ...more };
}

describe('steps of a run', () => {
  test('join the states of one task; zone and state are those that did the work', () => {
    const steps = stepsOf([stay('aml.if', 'aml'), stay('aml', 'aml', { zone: 'on-prem', attempts: 2, enteredAt: 2_000, exitedAt: 5_000 }), stay('aml.output', 'aml', { enteredAt: 5_000, exitedAt: 6_000 })]);
    expect(steps.map(stepJson)).toEqual([
      { name: 'aml', pointer: '/do/0/aml', state: 'aml', zone: 'on-prem', status: 'COMPLETED', startTime: '1970-01-01T00:00:01.000Z', endTime: '1970-01-01T00:00:06.000Z', attempts: 2 },
    ]);
    expect(steps.map(stepMetricsJson)).toMatchObject([{ stepName: 'aml', durationMillis: 5_000 }]);
  });

  test('are told apart when a task is carried out again', () => {
    expect(stepsOf([stay('a', 'a'), stay('b', 'b'), stay('a', 'a'), stay('a', 'a')])).toHaveLength(4);
  });

  test('leave out states that no task stands behind', () => {
    const { task, pointer, ...bare } = stay('start', 'start');
    expect([task, pointer]).toEqual(['start', '/do/0/start']);
    expect(stepsOf([bare, stay('a', 'a'), bare])).toHaveLength(1);
  });

  test('leave out the states of the document as a whole, before, between and after the tasks', () => {
    const whole = (state: string) => stay(state, 'workflow', { pointer: '' });
    const steps = stepsOf([whole('workflow.input'), stay('a', 'a'), whole('workflow.export'), stay('b', 'b'), whole('workflow.output')]);
    expect(steps.map(({ name, stays }) => [name, stays.length])).toEqual([['a', 1], ['b', 1]]);
    expect(stepsOf([whole('workflow.input')])).toEqual([]);
  });

  test('keep a task of the author that is called workflow', () => {
    expect(stepsOf([stay('workflow', 'workflow')])).toMatchObject([{ name: 'workflow', pointer: '/do/0/workflow' }]);
  });

  test('that failed and were caught say so, with the error', () => {
    const [step] = stepsOf([stay('a', 'a', { status: 'caught', error: 'X#500', attempts: 1 }), stay('a.catch', 'a')]);
    expect(step === undefined ? undefined : stepJson(step)).toMatchObject({ status: 'CAUGHT', error: 'X#500', attempts: 1 });
  });

  test('that still run have the status of the state they are in', () => {
    const { exitedAt, ...open } = stay('a.output', 'a', { status: 'running' });
    expect(exitedAt).toBe(2_000);
    const [step] = stepsOf([stay('a', 'a', { attempts: 1 }), open]);
    expect(step === undefined ? undefined : stepJson(step)).toMatchObject({ status: 'RUNNING', endTime: null });
    expect(step === undefined ? undefined : stepMetricsJson(step)).toMatchObject({ endTime: null, durationMillis: null });
  });
});
