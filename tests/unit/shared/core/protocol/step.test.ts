import { describe, expect, test } from 'vitest';
import { cancelStep, dispatchStep, isDueStep, isOpenStep, isRestoredStep, reopenStep, wantStep, type WantedStep } from '#shared/core/protocol/step.ts';
import type { CloudView, StepRow } from '#shared/core/protocol/step-row.ts';

const view: CloudView = { now: 1_000, cin: 2, rin: 3, silenceMs: 100 };
const wanted: WantedStep = { key: 'k', exe: 'e', stp: 'e:1', itr: '', site: 's', priority: 'high', act: 'a', wfd: 'w', kind: 'opaque', ref: 'r', token: 't', body: { arguments: 1 } };
const unwanted = { key: 'k', exe: 'e', stp: 'e:1', itr: '', site: 's', priority: 'high', ref: 'r', why: 'stopped' } as const;
const pending: StepRow = { ...wanted, status: 'pending', att: 0, cin: 2, rin: 3, dueAt: 1_000, createdAt: 1_000 };
const dispatched: StepRow = { ...pending, status: 'dispatched', att: 1, dueAt: 1_100 };
const CLOSED = ['done', 'failed', 'cancelled', 'in_doubt'] as const;

describe('wantStep()', () => {
  test('begins a step that is due at once', () => {
    expect(wantStep(undefined, wanted, view)).toEqual({ row: pending });
  });

  test.each(['pending', 'dispatched', ...CLOSED] as const)('changes nothing of a step that is %s', (status) => {
    expect(wantStep({ ...pending, status }, wanted, view)).toEqual({});
  });
});

describe('dispatchStep()', () => {
  test('sends the next attempt and waits for it', () => {
    expect(dispatchStep(pending, view)).toEqual({ row: dispatched, send: 'run' });
  });

  test('sends a silent step again, with more and more patience up to a limit', () => {
    const rows = [1, 2, 3, 4, 5, 6, 7].map((att) => dispatchStep({ ...dispatched, att, dueAt: 1_000 }, view).row);
    expect(rows.map((row) => row?.att)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(rows.map((row) => (row?.dueAt ?? 0) - view.now)).toEqual([200, 400, 800, 1_600, 1_600, 1_600, 1_600]);
  });

  test('names the incarnations that it is sent from and to', () => {
    expect(dispatchStep({ ...dispatched, cin: 1, rin: 1 }, view)).toMatchObject({ row: { cin: 2, rin: 3, att: 2 }, send: 'run' });
  });

  test('sends the cancellation instead, and no attempt, while that is wanted', () => {
    expect(dispatchStep({ ...dispatched, cancel: 'timed-out', dueAt: 1_000 }, view)).toEqual({ row: { ...dispatched, cancel: 'timed-out', dueAt: 1_100 }, send: 'cancel' });
    expect(dispatchStep({ ...pending, cancel: 'stopped' }, view)).toMatchObject({ row: { att: 0, status: 'dispatched' }, send: 'cancel' });
  });

  test('sends nothing that is not due or has ended', () => {
    expect(dispatchStep(dispatched, view)).toEqual({});
    for (const status of CLOSED) expect(dispatchStep({ ...dispatched, status, dueAt: 0, cin: 1, rin: 1 }, view)).toEqual({});
  });
});

describe('isDueStep()', () => {
  test('is true of what waits or was silent', () => {
    expect(isDueStep(pending, view)).toBe(true);
    expect(isDueStep(dispatched, view)).toBe(false);
    expect(isDueStep(dispatched, { ...view, now: 1_100 })).toBe(true);
  });

  test('is true of every open step of an earlier incarnation of either store', () => {
    expect(isDueStep({ ...dispatched, cin: 1 }, view)).toBe(true);
    expect(isDueStep({ ...dispatched, rin: 2 }, view)).toBe(true);
    expect(isRestoredStep({ ...dispatched, cin: 1 }, view)).toBe(true);
    expect(isRestoredStep({ ...dispatched, rin: 2 }, view)).toBe(false);
  });
});

describe('cancelStep()', () => {
  test('asks the runner, and tells the engine nothing', () => {
    expect(cancelStep(dispatched, unwanted, view)).toEqual({ row: { ...dispatched, cancel: 'stopped', dueAt: 1_000 } });
    expect(cancelStep(pending, unwanted, view)).toEqual({ row: { ...pending, cancel: 'stopped' } });
  });

  test('is kept of a step that has not come yet', () => {
    const { row, tell } = cancelStep(undefined, unwanted, view);
    expect(row).toMatchObject({ key: 'k', status: 'pending', att: 0, cancel: 'stopped', act: '', kind: 'opaque', body: {} });
    expect(tell).toBeUndefined();
    expect(wantStep(row, wanted, view)).toEqual({});
  });

  test('changes nothing once it was asked for, or the step has ended', () => {
    expect(cancelStep({ ...dispatched, cancel: 'timed-out' }, unwanted, view)).toEqual({});
    for (const status of CLOSED) expect(cancelStep({ ...dispatched, status }, unwanted, view)).toEqual({});
  });
});

test('reopenStep() lets a step be sent again from a time on', () => {
  expect(reopenStep(dispatched, 5)).toEqual({ ...dispatched, status: 'pending', dueAt: 5 });
});

test('a step is open until it has its end', () => {
  expect(isOpenStep(pending) && isOpenStep(dispatched)).toBe(true);
  expect(CLOSED.some((status) => isOpenStep({ status }))).toBe(false);
});
