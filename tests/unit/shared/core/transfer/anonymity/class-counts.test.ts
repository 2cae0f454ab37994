import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSummaries, ClassCounts, refusalOf, type CountedRow } from '#shared/core/transfer/anonymity/class-counts.ts';
import type { AnonymityPlan } from '#shared/core/transfer/anonymity/plan.ts';

const planOf = (k: number, l: number, suppressionMax = 0): AnonymityPlan => ({
  k,
  suppressionMax,
  subject: '/id',
  fields: new Map([['/a', { kind: 'quasi', generalise: { kind: 'keep' } }], ['/b', { kind: 'sensitive', generalise: { kind: 'keep' }, distinctMin: l }]]),
});
const row = fc.record({ classKey: fc.constantFrom('a', 'b', 'c', 'd'), subject: fc.option(fc.constantFrom(...'123456789'), { nil: 'x' }), sensitive: fc.tuple(fc.constantFrom('p', 'q', 'r')) });

describe('ClassCounts', () => {
  test('a class is large enough when, and only when, enough subjects share it and its sensitive values differ enough', () => {
    fc.assert(fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 3 }), (rows: readonly CountedRow[], k, l) => {
      const counts = new ClassCounts(planOf(k, l));
      for (const one of rows) counts.add(one);
      for (const classKey of ['a', 'b', 'c', 'd', 'e']) {
        const own = rows.filter((one) => one.classKey === classKey);
        const isLarge = new Set(own.map((one) => one.subject)).size >= k && (l === 1 || new Set(own.map((one) => one.sensitive[0])).size >= l);
        expect(counts.isLargeEnough(classKey, false)).toBe(isLarge);
      }
      const summary = counts.summary(false);
      expect(summary.rows).toBe(rows.length);
      expect(summary.rowsKept).toBe(rows.filter((one) => counts.isLargeEnough(one.classKey, false)).length);
    }));
  });

  test('many rows of one subject hide nobody, unless every row is said to be somebody else\'s', () => {
    const counts = new ClassCounts(planOf(3, 1));
    for (let index = 0; index < 100; index += 1) counts.add({ classKey: 'a', subject: 'one', sensitive: [] });
    expect([counts.isLargeEnough('a', false), counts.isLargeEnough('a', true), counts.size]).toEqual([false, true, 1]);
  });
});

test('summaries add up', () => {
  const none = { rows: 0, classes: 0, rowsKept: 0, classesKept: 0, smallest: 0 };
  const one = { rows: 10, classes: 2, rowsKept: 8, classesKept: 1, smallest: 8 };
  expect(addSummaries(addSummaries(none, one), { ...one, smallest: 5 })).toEqual({ rows: 20, classes: 4, rowsKept: 16, classesKept: 2, smallest: 5 });
});

test.each([
  ['all rows', 0, { rowsKept: 100 }, false],
  ['as much left out as may be', 0.1, { rowsKept: 90 }, false],
  ['more left out than may be', 0.1, { rowsKept: 89 }, true],
  ['nothing left', 0.9, { rowsKept: 0 }, true],
] as const)('refusalOf() judges %s', (_name, suppressionMax, { rowsKept }, isRefused) => {
  const refusal = refusalOf(planOf(5, 1, suppressionMax), { rows: 100, classes: 10, rowsKept, classesKept: 3, smallest: 5 });
  expect(refusal !== undefined).toBe(isRefused);
});
