import { expect, test } from 'vitest';
import { Tallying, tallyJson } from '#shared/core/batch/tally.ts';

test('a tally counts by status and by code', () => {
  const counts = new Tallying();
  counts.add({ item: 1, line: 1, status: 'COMPLETED' });
  counts.add({ item: 2, line: 2, status: 'REFUSED', code: 'UWF-4220' });
  counts.add({ item: 3, line: 3, status: 'SKIPPED', code: 'UWF-4220' });
  expect([counts.lines, counts.failures, counts.countOf('SKIPPED'), counts.countOf('VALID')]).toEqual([3, 1, 1, 0]);
  expect(tallyJson(counts.tally)).toEqual({ lines: 3, failures: 1, statuses: { COMPLETED: 1, REFUSED: 1, SKIPPED: 1 }, codes: { 'UWF-4220': 2 } });
});

test('a tally does not grow with the names that errors have', () => {
  const counts = new Tallying();
  for (let item = 1; item <= 1_000; item += 1) counts.add({ item, line: item, status: 'FAILED', code: `E${item}` });
  expect([counts.tally.byCode.size, counts.tally.byCode.get('other')]).toEqual([101, 900]);
});
