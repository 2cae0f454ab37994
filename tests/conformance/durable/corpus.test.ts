import { describe, expect, test } from 'vitest';
import type { WorldOptions } from '#tests/support/durable/world.ts';
import { checkCorpus, endingCases, isCorpusThere } from './corpus.ts';

test.runIf(process.env['CI'] === 'true')('the recorded corpus is there where it must be', () => {
  expect(isCorpusThere).toBe(true);
});

describe.skipIf(!isCorpusThere)('executions recorded on AWS, carried out by the orchestrator', () => {
  const cases = endingCases();

  test.each<[string, Partial<WorldOptions>]>([
    ['as activities', {}],
    ['by the bank, which answers early and twice, one message per turn', { bank: 'all', early: true, oneByOne: true, duplicates: true }],
  ])('end as in our engine, except those that the table names: work %s', { timeout: 300_000 }, async (title, more) => checkCorpus(cases, title, more));
});
