import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from '#shared/application/backoff.ts';

const range = { minMs: 100, maxMs: 5_000 };

test('doubles from the shortest to the longest pause, half of it by chance', () => {
  expect([0, 1, 2, 5, 6, 1_000].map((tries) => backoffMs(range, tries, () => 1))).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
  expect(backoffMs(range, 1, () => 0)).toBe(100);
});

test('never leaves its range', () => {
  fc.assert(fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (tries, chance) => {
    const pause = backoffMs(range, tries, () => chance);
    return pause >= range.minMs / 2 && pause <= range.maxMs;
  }));
});
