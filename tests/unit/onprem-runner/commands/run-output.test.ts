import { describe, expect, test } from 'vitest';
import type { RunStatus, RunSummary } from '#shared/client/index.ts';
import { batchSummary, exitCodeOfBatch, exitCodeOfLine } from '#onprem-runner/commands/batch-outcome.ts';
import { errorText, runFields, runJson } from '#onprem-runner/commands/run-output.ts';
import { failureOf } from '#onprem-runner/commands/service-failure.ts';
import { exitCodeOfRun } from '#onprem-runner/commands/wait-for-run.ts';
import { CommandError } from '#onprem-runner/output/command-error.ts';
import type { LineOutcome } from '#shared/core/batch/outcome.ts';
import { Tallying } from '#shared/core/batch/tally.ts';

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
  const lines = (...outcomes: readonly Pick<LineOutcome, 'status' | 'code'>[]): Parameters<typeof exitCodeOfBatch>[0] => {
    const counts = new Tallying();
    const rows = outcomes.map((outcome, index): LineOutcome => ({ ...outcome, item: index + 1, line: index + 1 }));
    for (const row of rows) counts.add(row);
    return { tally: counts.tally, exitCodes: new Set(rows.map(exitCodeOfLine)) };
  };
  const failure = failureOf(new CommandError('UWF-6006', 'detail'));

  test('count what became of their lines', () => {
    expect(batchSummary(lines({ status: 'COMPLETED' }, { status: 'COMPLETED' }, { status: 'FAILED' }).tally, 3.14)).toBe('3 lines: 2 COMPLETED, 1 FAILED (3.1 s)');
    expect(batchSummary(lines().tally, 0)).toBe('0 lines: nothing to do (0.0 s)');
  });

  test.each([
    ['all completed', lines({ status: 'COMPLETED' }, { status: 'STARTED' }, { status: 'SKIPPED' }, { status: 'VALID' }), 0],
    ['nothing to do', lines(), 0],
    ['one failed', lines({ status: 'COMPLETED' }, { status: 'FAILED' }), 1],
    ['none fits', lines({ status: 'REFUSED', code: 'UWF-4220' }, { status: 'REFUSED', code: 'UWF-6007' }), 2],
    ['none is allowed', lines({ status: 'REFUSED', code: 'UWF-4221' }), 3],
    ['different reasons', lines({ status: 'REFUSED', code: 'UWF-4221' }, { status: 'REFUSED', code: 'UWF-4220' }), 1],
    ['some have not ended in time', lines({ status: 'COMPLETED' }, { status: 'RUNNING', code: 'UWF-6005' }), 5],
    ['all too slow', lines({ status: 'TIMED_OUT' }), 5],
    ['too slow and worse', lines({ status: 'RUNNING' }, { status: 'FAILED' }), 1],
    ['an unknown code', lines({ status: 'REFUSED', code: 'HTTP 418' }), 1],
    ['a signal', { ...lines({ status: 'FAILED' }), reason: { kind: 'signal' as const } }, 130],
    ['too many failures', { ...lines({ status: 'FAILED' }), reason: { kind: 'failures' as const } }, 1],
    ['no token', failure === undefined ? lines() : { ...lines({ status: 'COMPLETED' }), reason: { kind: 'failure' as const, failure } }, 4],
  ] as const)('end with their own exit code: %s', (_name, batch, code) => {
    expect(exitCodeOfBatch(batch)).toBe(code);
  });
});
