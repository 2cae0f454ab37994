import { expect, test } from 'vitest';
import { endRow, isAsleep, isEndedRow, type InboxRow } from '#shared/core/protocol/inbox-row.ts';

const row: InboxRow = {
  key: 'k', exe: 'e', stp: 'e:1', itr: '', priority: 'normal', kind: 'opaque', state: 'started', epoch: 2, att: 1, cin: 1, rin: 2, dueAt: 5, worker: 'w', tries: 0,
  work: { act: 'a', wfd: 'w', ref: 'r', body: { arguments: 1 } }, receivedAt: 1,
};

test('endRow() keeps what the step was and how it ended, not its data nor who did it', () => {
  const { worker: _worker, ...rest } = row;
  const ended = { ...rest, state: 'done', rin: 3, work: { ...row.work, body: {} }, answer: { outcome: 'done', body: { output: 1 } }, endedAt: 9 };
  expect(endRow(row, { outcome: 'done', body: { output: 1 } }, { now: 9, rin: 3 })).toEqual({ row: ended, answer: { kind: 'result', row: ended } });
});

test('a row that is open sleeps once the store has another incarnation', () => {
  expect(isAsleep(row, { now: 0, rin: 3 })).toBe(true);
  expect(isAsleep(row, { now: 0, rin: 2 })).toBe(false);
  expect(isAsleep({ ...row, state: 'done' }, { now: 0, rin: 3 })).toBe(false);
  expect(isAsleep(row, { now: 0, rin: 1 }), 'an incarnation that was lost makes nobody sure either').toBe(true);
});

test('a row has ended when nothing more happens to it', () => {
  const states = ['ready', 'claimed', 'started', 'done', 'failed', 'cancelled', 'in_doubt'] as const;
  expect(states.filter((state) => isEndedRow({ state }))).toEqual(['done', 'failed', 'cancelled', 'in_doubt']);
});
