import { describe, expect, test } from 'vitest';
import { failStep, takeBeat, takeRefusal, takeResult, takeStale, type RefusalWaits } from '#shared/core/protocol/step-answer.ts';
import type { CloudView, StepRow } from '#shared/core/protocol/step-row.ts';

const view: CloudView = { now: 1_000, cin: 1, rin: 3, silenceMs: 100 };
const waits: RefusalWaits = { pauseMs: 10, pauseMsMax: 50, unknownMsMax: 500 };
const open: StepRow = {
  key: 'k', exe: 'e', stp: 'e:1', itr: '', site: 's', priority: 'normal', act: 'a', wfd: 'w', kind: 'idempotent', ref: 'r', token: 't', body: { arguments: 1 },
  status: 'dispatched', att: 2, cin: 1, rin: 3, dueAt: 1_050, createdAt: 900,
};
const { token: _token, ...withoutToken } = open;
const closed = (status: StepRow['status']): StepRow => ({ ...withoutToken, status, body: {}, closedAt: 1_000 });
const result = { outcome: 'done', rin: 3, body: { output: 7 } } as const;

describe('takeResult()', () => {
  test('closes the step, forgets body and token, and tells the engine', () => {
    expect(takeResult(open, result, view)).toEqual({ row: closed('done'), tell: { kind: 'ended', outcome: 'done', body: { output: 7 } } });
  });

  test('closes a step that waits to be sent again too: a result of any attempt is a fact', () => {
    expect(takeResult({ ...open, status: 'pending' }, result, view).row?.status).toBe('done');
  });

  test('tells the error name and why the step was given up', () => {
    expect(takeResult(open, { ...result, outcome: 'failed', code: 'Declined' }, view).tell).toMatchObject({ outcome: 'failed', code: 'Declined' });
    expect(takeResult({ ...open, refusal: 'unknown-definition' }, { ...result, outcome: 'cancelled', body: {} }, view).tell).toMatchObject({ outcome: 'cancelled', refusal: 'unknown-definition' });
  });

  test.each(['failed', 'cancelled', 'in_doubt'] as const)('drops `%s` of an earlier incarnation of the site, and believes `done`', (outcome) => {
    expect(takeResult(open, { outcome, rin: 2, body: {} }, view)).toEqual({ finding: 'older-incarnation' });
    expect(takeResult(open, { ...result, rin: 2 }, view).row?.status).toBe('done');
    expect(takeResult(open, { outcome, rin: 3, body: {} }, view).row?.status).toBe(outcome);
  });

  test('changes nothing of a closed step; another outcome is found', () => {
    expect(takeResult(closed('done'), result, view)).toEqual({ finding: 'already-closed' });
    expect(takeResult(closed('cancelled'), result, view)).toEqual({ finding: 'conflicting-outcome' });
    expect(takeResult(undefined, result, view)).toEqual({ finding: 'unknown-step' });
  });
});

describe('takeStale()', () => {
  test('puts a step back that was not sent to this incarnation yet', () => {
    expect(takeStale({ ...open, rin: 2 }, { rin: 3 }, view)).toEqual({ row: { ...open, rin: 2, status: 'pending', dueAt: 1_000 } });
  });

  test('is too late when the step was sent to it already, or has ended', () => {
    expect(takeStale(open, { rin: 3 }, view)).toEqual({ finding: 'outdated' });
    expect(takeStale({ ...closed('done'), rin: 1 }, { rin: 3 }, view)).toEqual({ finding: 'outdated' });
    expect(takeStale(undefined, { rin: 3 }, view)).toEqual({ finding: 'unknown-step' });
  });
});

describe('takeRefusal()', () => {
  const refused = (why: 'expired' | 'unknown-definition' | 'not-allowed' | 'no-approval', more: Partial<{ att: number; rin: number }> = {}, row: StepRow | undefined = open) => takeRefusal(row, { why, att: 2, rin: 3, ...more }, { view, waits });

  test('sends an expired step again after a pause that grows with the attempts', () => {
    expect(refused('expired')).toEqual({ row: { ...open, status: 'pending', dueAt: 1_040 } });
    expect(refused('expired', { att: 9 }, { ...open, att: 9 }).row?.dueAt).toBe(1_050);
  });

  test('waits for a definition that may still arrive, then cancels the step and remembers why', () => {
    expect(refused('unknown-definition')).toEqual({ row: { ...open, status: 'pending', dueAt: 1_040 } });
    const old = { ...open, createdAt: 500 };
    expect(refused('unknown-definition', {}, old)).toEqual({ row: { ...old, refusal: 'unknown-definition', cancel: 'stopped', dueAt: 1_000 } });
  });

  test.each(['not-allowed', 'no-approval'] as const)('closes a step that is refused as %s', (why) => {
    expect(refused(why)).toEqual({ row: closed('failed'), tell: { kind: 'ended', outcome: 'failed', refusal: why, body: {} } });
  });

  test('ignores a refusal of an earlier attempt or incarnation, of an ended step and of none', () => {
    expect(refused('not-allowed', { att: 1 })).toEqual({ finding: 'outdated' });
    expect(refused('not-allowed', { rin: 2 })).toEqual({ finding: 'outdated' });
    expect(refused('not-allowed', {}, closed('done'))).toEqual({ finding: 'outdated' });
    expect(takeRefusal(undefined, { why: 'expired', att: 1, rin: 3 }, { view, waits })).toEqual({ finding: 'unknown-step' });
  });
});

describe('takeBeat()', () => {
  test('keeps the step from being silent, and tells the engine', () => {
    expect(takeBeat(open, { rin: 3 }, view)).toEqual({ row: { ...open, dueAt: 1_100 }, tell: { kind: 'alive' } });
    expect(takeBeat({ ...open, dueAt: 9_000 }, { rin: 3 }, view).row?.dueAt).toBe(9_000);
  });

  test('means nothing of a step that is not dispatched, of an earlier incarnation, or unknown', () => {
    expect(takeBeat({ ...open, status: 'pending' }, { rin: 3 }, view)).toEqual({ finding: 'outdated' });
    expect(takeBeat(closed('done'), { rin: 3 }, view)).toEqual({ finding: 'outdated' });
    expect(takeBeat(open, { rin: 2 }, view)).toEqual({ finding: 'outdated' });
    expect(takeBeat(undefined, { rin: 3 }, view)).toEqual({ finding: 'unknown-step' });
  });
});

test('failStep() ends a step that cannot be sent', () => {
  expect(failStep(open, 'States.DataLimitExceeded', view)).toEqual({ row: closed('failed'), tell: { kind: 'ended', outcome: 'failed', code: 'States.DataLimitExceeded', body: {} } });
});
