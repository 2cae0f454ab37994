import { describe, expect, test } from 'vitest';
import type { RunStatus, RunSummary } from '#shared/client/index.ts';
import { batchExitCode, batchJson, batchSummary, type BatchOutcome } from '#onprem-runner/commands/batch-outcome.ts';
import { errorText, runFields, runJson } from '#onprem-runner/commands/run-output.ts';
import { failureOf } from '#onprem-runner/commands/service-failure.ts';
import { exitCodeOfRun } from '#onprem-runner/commands/wait-for-run.ts';
import { CommandError, type CommandErrorCode } from '#onprem-runner/output/command-error.ts';

const run: RunStatus = {
  runId: 'r-1',
  workflowId: 'payments.antifraud',
  versionId: 'payments.antifraud@1.0.0',
  status: 'COMPLETED',
  startTime: '2026-01-01T00:00:00Z',
  endTime: '2026-01-01T00:00:01Z',
  steps: [{ name: 'store', pointer: '/do/0/store', zone: 'on-prem', status: 'COMPLETED', attempts: 1 }],
};
const { steps, endTime, ...open } = run;
const summary: RunSummary = open;

describe('runs', () => {
  test('are data with everything that is known, and nothing for what is not', () => {
    expect(runJson(run)).toEqual(run);
    expect(runJson(summary)).toEqual(open);
    expect([steps.length, endTime]).toEqual([1, run.endTime]);
  });

  test('show a person what matters first', () => {
    expect(runFields({ ...summary, status: 'FAILED', errorName: 'Uwf.HandlerFailed' })).toEqual({
      run: 'r-1',
      workflow: 'payments.antifraud@1.0.0',
      status: 'FAILED',
      started: '2026-01-01T00:00:00Z',
      error: 'Uwf.HandlerFailed',
    });
  });

  test('say which task failed', () => {
    const problem = { type: 'urn:x', status: 503, title: 'Late', instance: '/do/1/ask' };
    expect(runFields({ ...run, status: 'FAILED', problem })).toMatchObject({ failedAt: '/do/1/ask' });
    expect(runJson({ ...run, status: 'FAILED', problem })).toMatchObject({ problem });
  });

  test.each([
    [{}, ''],
    [{ errorName: 'States.Timeout' }, 'States.Timeout'],
    [{ errorName: 'E', errorCause: 'a text' }, 'E: a text'],
    [{ errorName: 'E', errorCause: { type: 't', status: 503, title: 'AML is not available', detail: 'try later' } }, 'E: AML is not available, try later'],
    [{ errorName: 'E', errorCause: [1] }, 'E: [1]'],
  ])('tell the error %j as %j', (error, text) => {
    expect(errorText({ ...summary, ...error })).toBe(text);
  });

  test.each([['COMPLETED', 0], ['FAILED', 1], ['CANCELLED', 1], ['TIMED_OUT', 5]] as const)('that are %s end a command with %d', (status, code) => {
    expect(exitCodeOfRun(status)).toBe(code);
  });
});

describe('batches', () => {
  const ended = (status: RunStatus['status']): BatchOutcome => ({ kind: 'ended', item: 1, runId: 'r-1', run: { ...run, status } });
  const failed = (code: CommandErrorCode): BatchOutcome => {
    const failure = failureOf(new CommandError(code, 'detail'));
    return failure === undefined ? ended('FAILED') : { kind: 'failed', item: 2, failure };
  };

  test('count what became of their inputs', () => {
    expect(batchSummary([ended('COMPLETED'), ended('COMPLETED'), failed('UWF-6004')], 3.14)).toBe('3 inputs: 2 COMPLETED, 1 UWF-6004 (3.1 s)');
    expect(batchSummary([], 0)).toBe('0 inputs: nothing to do (0.0 s)');
  });

  test.each([
    ['all completed', [ended('COMPLETED'), ended('COMPLETED')], 0],
    ['nothing to do', [], 0],
    ['one failed', [ended('COMPLETED'), ended('FAILED')], 1],
    ['no token for any', [failed('UWF-6006'), failed('UWF-6006')], 4],
    ['different reasons', [failed('UWF-6006'), failed('UWF-6005')], 1],
    ['too slow, all of them', [failed('UWF-6005')], 5],
  ] as const)('end with their own exit code: %s', (_name, outcomes, code) => {
    expect(batchExitCode(outcomes)).toBe(code);
  });

  test('are data, one object for each input', () => {
    expect(batchJson(ended('COMPLETED'))).toEqual({ item: 1, runId: 'r-1', status: 'COMPLETED' });
    expect(batchJson({ kind: 'started', item: 3, runId: 'r-3' })).toEqual({ item: 3, runId: 'r-3', status: 'STARTED' });
    expect(batchJson(failed('UWF-6006'))).toEqual({ item: 2, runId: null, status: null, code: 'UWF-6006', error: 'detail' });
  });
});
