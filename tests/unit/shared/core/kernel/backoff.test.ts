import { expect, test } from 'vitest';
import { doubledMs } from '#shared/core/kernel/backoff.ts';

test('doubles with each try, up to the longest, however often that was', () => {
  const range = { minMs: 200, maxMs: 60_000 };
  expect([0, 1, 2, 8, 9, 1_000].map((tries) => doubledMs(range, tries))).toEqual([200, 400, 800, 51_200, 60_000, 60_000]);
});
