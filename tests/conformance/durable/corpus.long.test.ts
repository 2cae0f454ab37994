import { describe, test } from 'vitest';
import type { WorldOptions } from '#tests/support/durable/world.ts';
import { checkCorpus, endingCases, isCorpusThere } from './corpus.ts';

describe.skipIf(!isCorpusThere)('executions recorded on AWS, carried out by the orchestrator', () => {
  const cases = endingCases();

  test.each<[string, Partial<WorldOptions>]>([
    ['as activities, one message per turn, delivered twice', { oneByOne: true, duplicates: true }],
    ['by the bank', { bank: 'all' }],
  ])('end as in our engine, except those that the table names: work %s', { timeout: 300_000 }, async (title, more) => checkCorpus(cases, title, more));
});
