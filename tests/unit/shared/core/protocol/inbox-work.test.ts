import { describe, expect, test } from 'vitest';
import type { BankView, InboxRow } from '#shared/core/protocol/inbox-row.ts';
import { claimRow, endWork, holdOf, isClaimable, isHeld, postponeWork, renewWork, returnWork, startWork } from '#shared/core/protocol/inbox-work.ts';

const view: BankView = { now: 1_000, rin: 1 };
const ready: InboxRow = { key: 'k', exe: 'e', stp: 'e:1', itr: '', priority: 'normal', kind: 'idempotent', state: 'ready', epoch: 0, att: 1, cin: 1, rin: 1, dueAt: 1_000, tries: 0, receivedAt: 1_000 };
const claimed = claimRow(ready, 'w1', 2_000);
const started: InboxRow = { ...claimed, state: 'started' };
const hold = holdOf(claimed);

test('a row is claimable when it is open, awake and free', () => {
  expect(isClaimable(ready, view)).toBe(true);
  expect(isClaimable({ ...started, dueAt: 1_000 }, view)).toBe(true);
  expect(isClaimable(claimed, view)).toBe(false);
  expect(isClaimable(ready, { ...view, rin: 2 })).toBe(false);
  expect(isClaimable({ ...ready, state: 'done' }, view)).toBe(false);
});

test('a claim raises the epoch, and leaves started what was', () => {
  expect(claimed).toEqual({ ...ready, state: 'claimed', epoch: 1, worker: 'w1', dueAt: 2_000 });
  expect(claimRow(started, 'w2', 3_000)).toMatchObject({ state: 'started', epoch: 2, worker: 'w2' });
});

describe('a worker that is fenced', () => {
  const fenced: readonly (readonly [string, InboxRow | undefined])[] = [
    ['by another claim', claimRow(claimed, 'w2', 3_000)],
    ['by a cancellation', { ...claimed, state: 'cancelled', epoch: 2 }],
    ['by the end of the step', { ...started, state: 'done' }],
    ['by a restore, though the epoch is the same', { ...started, rin: 2 }],
    ['since the work was given back', { ...claimed, state: 'ready' }],
    ['since there is no such row', undefined],
  ];
  test.each(fenced)('%s writes nothing', (_how, row) => {
    expect(isHeld(row, hold)).toBe(false);
    expect(startWork(row, hold)).toBeUndefined();
    expect(renewWork(row, hold, 9_000)).toBeUndefined();
    expect(endWork(row, { hold, answer: { outcome: 'done' } }, view)).toBeUndefined();
    expect(postponeWork(row, { hold, postponement: { dueAt: 1, hasBegun: false } }, view)).toBeUndefined();
  });
});

test('the intent is written once, before the effect', () => {
  expect(startWork(claimed, hold)).toEqual({ row: started });
  expect(startWork(started, hold)).toEqual({});
});

test('a renewal makes the lease longer', () => {
  expect(renewWork(started, hold, 9_000)).toEqual({ row: { ...started, dueAt: 9_000 } });
});

test('the end tells the answer with the row', () => {
  const turn = endWork(started, { hold, answer: { outcome: 'failed', code: 'X' } }, view);
  expect(turn).toMatchObject({ row: { state: 'failed', answer: { outcome: 'failed', code: 'X' }, endedAt: 1_000 }, answer: { kind: 'result' } });
});

describe('work that is given back', () => {
  const { worker: _worker, ...free } = claimed;

  test('and has not begun is ready again, later', () => {
    expect(postponeWork(started, { hold, postponement: { dueAt: 5_000, hasBegun: false } }, view)).toEqual({ row: { ...free, state: 'ready', dueAt: 5_000, tries: 1 } });
  });

  test('untouched is what it was before its claim, however often, also when its effect may have happened and must not twice', () => {
    expect(returnWork(claimed, hold, 5_000)).toEqual({ row: { ...free, state: 'ready', dueAt: 5_000 } });
    expect(returnWork({ ...started, kind: 'opaque' }, hold, 5_000)).toEqual({ row: { ...free, kind: 'opaque', state: 'started', dueAt: 5_000 } });
    expect(returnWork({ ...claimed, epoch: claimed.epoch + 1 }, hold, 5_000)).toBeUndefined();
  });

  test('and has begun stays started', () => {
    expect(postponeWork(started, { hold, postponement: { dueAt: 5_000, hasBegun: true } }, view)).toEqual({ row: { ...free, state: 'started', dueAt: 5_000, tries: 1 } });
  });

  test('and must not happen twice is in doubt once it has begun', () => {
    const opaque: InboxRow = { ...started, kind: 'opaque' };
    expect(postponeWork(opaque, { hold, postponement: { dueAt: 5_000, hasBegun: true } }, view)).toMatchObject({ row: { state: 'in_doubt' }, answer: { kind: 'result' } });
    expect(postponeWork(opaque, { hold, postponement: { dueAt: 5_000, hasBegun: false } }, view)).toMatchObject({ row: { state: 'ready' } });
  });
});
