import { expect, test } from 'vitest';
import { startPruning } from '#onprem-runner/zone/pruning.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';

const NOW = Date.parse('2027-01-08T00:00:00Z');

test('what is older than a week is forgotten when a zone starts', async () => {
  const asked: number[] = [];
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const pruning = startPruning({ clock: createManualClock(NOW), logger, prune: async ({ before }) => void asked.push(before) });
  await pruning.stop();
  expect(asked).toEqual([Date.parse('2027-01-01T00:00:00Z')]);
});

test('a failure is logged and ends nothing', async () => {
  const warnings: string[] = [];
  const logger = { info: () => undefined, warn: (event: string) => void warnings.push(event), error: () => undefined };
  const pruning = startPruning({ clock: createManualClock(NOW), logger, prune: () => Promise.reject(new TypeError('down')) });
  await expect.poll(() => warnings).toEqual(['prune-failed']);
  await pruning.stop();
});
