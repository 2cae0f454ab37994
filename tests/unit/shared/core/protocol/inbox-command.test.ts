import { describe, expect, test } from 'vitest';
import { mayHaveBegun, mayHaveBegunCancelled, REFUSED_ERROR, takeCancel, takeExpiredRun, takeRun, type CancelCommand, type RunCommand } from '#shared/core/protocol/inbox-command.ts';
import type { BankView, InboxRow } from '#shared/core/protocol/inbox-row.ts';

const view: BankView = { now: 1_000, rin: 1 };
const restored: BankView = { now: 1_000, rin: 2 };
const identity = { key: 'k', exe: 'e', stp: 'e:1', itr: '', priority: 'high' } as const;
const work = { act: 'a', wfd: 'w', ref: 'r', body: { arguments: 1 } } as const;
const run: RunCommand = { ...identity, att: 1, cin: 1, rin: 1, work, verdict: { kind: 'idempotent' } };
const cancel: CancelCommand = { ...identity, att: 1, cin: 1, rin: 1 };
const ready: InboxRow = { ...identity, kind: 'idempotent', state: 'ready', epoch: 0, att: 1, cin: 1, rin: 1, dueAt: 1_000, tries: 0, receivedAt: 1_000, work };
const started: InboxRow = { ...ready, state: 'started', epoch: 3, worker: 'w' };
const ended = (state: 'done' | 'failed' | 'cancelled' | 'in_doubt'): InboxRow => ({ ...ready, state, answer: { outcome: state }, endedAt: 5 });

describe('takeRun()', () => {
  test('accepts a step that is not known', () => {
    expect(takeRun(undefined, run, view)).toEqual({ row: ready });
  });

  test('answers `stale`, and nothing else, to what names another incarnation', () => {
    for (const row of [undefined, ready, ended('done')]) {
      expect(takeRun(row, { ...run, rin: 1 }, restored)).toEqual({ answer: { kind: 'stale' } });
      expect(takeRun(row, { ...run, rin: 3 }, restored)).toEqual({ answer: { kind: 'stale' } });
    }
  });

  test.each(['done', 'failed', 'cancelled', 'in_doubt'] as const)('tells the stored answer of a step that is %s again', (state) => {
    expect(takeRun(ended(state), { ...run, att: 9 }, view)).toEqual({ answer: { kind: 'result', row: ended(state) } });
  });

  test.each(['failed', 'cancelled'] as const)('does not believe that a step is %s when an incarnation in between may have done it', (state) => {
    const later: BankView = { now: 1_000, rin: 3 };
    for (const turn of [takeRun(ended(state), { ...run, rin: 3 }, later), takeCancel(ended(state), { ...cancel, rin: 3 }, later), takeExpiredRun(ended(state), { rin: 3 }, later)]) {
      expect(turn).toMatchObject({ row: { state: 'in_doubt', rin: 3 }, answer: { kind: 'result', row: { state: 'in_doubt' } } });
    }
    expect(takeRun({ ...ended(state), rin: 2 }, { ...run, rin: 3 }, later)).toMatchObject({ answer: { row: { state } } });
    expect(takeRun(ended('done'), { ...run, rin: 3 }, later), 'an effect is a fact').toEqual({ answer: { kind: 'result', row: ended('done') } });
  });

  test('raises only the attempt of a step that is open', () => {
    expect(takeRun(started, { ...run, att: 4, cin: 2 }, view)).toEqual({ row: { ...started, att: 4, cin: 2 } });
    expect(takeRun(started, run, view)).toEqual({});
  });

  test.each(['ready', 'claimed', 'started'] as const)('confirms a restored row that was %s as started, and fences who had it', (state) => {
    const { worker: _worker, ...free } = started;
    expect(takeRun({ ...started, state }, { ...run, rin: 2, att: 2 }, restored)).toEqual({ row: { ...free, rin: 2, epoch: 4, att: 2, dueAt: 1_000 } });
  });

  test('takes a step for begun that may lie in the time that a restore forgot, by the attempt or the incarnation of the cloud', () => {
    expect(takeRun(undefined, { ...run, rin: 2, att: 2 }, restored).row?.state).toBe('started');
    expect(takeRun(undefined, { ...run, rin: 2, cin: 2 }, restored).row?.state).toBe('started');
    expect(takeRun(undefined, { ...run, rin: 2 }, restored).row?.state).toBe('ready');
    expect(takeRun(undefined, { ...run, att: 5, cin: 5 }, view).row?.state, 'a store that was never restored forgets nothing').toBe('ready');
  });

  test('leaves a tombstone of what it will never do, and nothing of a definition that may still arrive', () => {
    const turn = takeRun(undefined, { ...run, verdict: { refused: 'not-allowed' } }, view);
    expect(turn).toMatchObject({ row: { state: 'failed', answer: { outcome: 'failed', code: REFUSED_ERROR } }, answer: { kind: 'refused', why: 'not-allowed' } });
    expect(takeRun(turn.row, run, view)).toEqual({ answer: { kind: 'result', row: turn.row } });
    expect(takeRun(undefined, { ...run, verdict: { refused: 'unknown-definition' } }, view)).toEqual({ answer: { kind: 'refused', why: 'unknown-definition' } });
  });

  test('is in doubt about what it will not do and may have done', () => {
    expect(takeRun(undefined, { ...run, rin: 2, att: 2, verdict: { refused: 'no-approval' } }, restored)).toMatchObject({ row: { state: 'in_doubt' }, answer: { kind: 'result' } });
  });

  test('refuses something else under the key of a step', () => {
    for (const other of [{ ...work, act: 'b' }, { ...work, wfd: 'x' }]) {
      expect(takeRun(ended('done'), { ...run, work: other }, view)).toEqual({ answer: { kind: 'refused', why: 'not-allowed' } });
      expect(takeRun(ready, { ...run, work: other }, view)).toEqual({ answer: { kind: 'refused', why: 'not-allowed' } });
    }
    const { work: _work, ...tombstone } = ended('cancelled');
    expect(takeRun(tombstone, run, view)).toEqual({ answer: { kind: 'result', row: tombstone } });
  });
});

describe('takeExpiredRun()', () => {
  test('begins nothing, and says so where nobody else will', () => {
    expect(takeExpiredRun(undefined, run, view)).toEqual({ answer: { kind: 'refused', why: 'expired' } });
    expect(takeExpiredRun(ready, run, view)).toEqual({});
    expect(takeExpiredRun(ended('done'), run, view)).toEqual({ answer: { kind: 'result', row: ended('done') } });
    expect(takeExpiredRun(undefined, run, restored)).toEqual({ answer: { kind: 'stale' } });
  });
});

describe('takeCancel()', () => {
  test('leaves a tombstone that a late run finds', () => {
    const { row, answer } = takeCancel(undefined, cancel, view);
    expect(row).toMatchObject({ state: 'cancelled', answer: { outcome: 'cancelled' }, endedAt: 1_000 });
    expect(answer).toEqual({ kind: 'result', row });
    expect(takeRun(row, run, view)).toEqual({ answer: { kind: 'result', row } });
  });

  test.each(['ready', 'claimed'] as const)('cancels what is %s, and fences who has it', (state) => {
    expect(takeCancel({ ...ready, state, epoch: 4 }, cancel, view)).toMatchObject({ row: { state: 'cancelled', epoch: 5 }, answer: { kind: 'result' } });
  });

  test('leaves what has started: its result will tell', () => {
    expect(takeCancel(started, cancel, view)).toEqual({});
  });

  test('tells how a step has ended already', () => {
    expect(takeCancel(ended('done'), cancel, view)).toEqual({ answer: { kind: 'result', row: ended('done') } });
  });

  test.each(['ready', 'claimed', 'started'] as const)('is in doubt about a restored row that was %s', (state) => {
    expect(takeCancel({ ...started, state }, { ...cancel, rin: 2 }, restored)).toMatchObject({ row: { state: 'in_doubt', epoch: 4, rin: 2 }, answer: { kind: 'result' } });
  });

  test('is in doubt about an unknown step that may lie in the time that a restore forgot', () => {
    expect(takeCancel(undefined, { ...cancel, rin: 2 }, restored).row?.state).toBe('in_doubt');
    expect(takeCancel(undefined, { ...cancel, rin: 2, att: 0, cin: 2 }, restored).row?.state).toBe('in_doubt');
    expect(takeCancel(undefined, { ...cancel, rin: 2, att: 0 }, restored).row?.state).toBe('cancelled');
  });

  test('answers `stale` to what names another incarnation', () => {
    expect(takeCancel(ready, cancel, restored)).toEqual({ answer: { kind: 'stale' } });
  });
});

test('only a restored store may have forgotten that a step was begun', () => {
  expect([mayHaveBegun({ att: 2, cin: 1 }, view), mayHaveBegun({ att: 2, cin: 1 }, restored), mayHaveBegun({ att: 1, cin: 1 }, restored)]).toEqual([false, true, false]);
  expect([mayHaveBegunCancelled({ att: 1, cin: 1 }, view), mayHaveBegunCancelled({ att: 1, cin: 1 }, restored), mayHaveBegunCancelled({ att: 0, cin: 1 }, restored)]).toEqual([false, true, false]);
});
