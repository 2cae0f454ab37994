import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spendBudget, type Budget } from '#shared/core/vault/budget.ts';

const RULE = { perMinute: 60, burst: 5 };

test('spendBudget() begins full, grows with time and never above the burst', () => {
  const first = spendBudget(undefined, RULE, { cost: 5, now: 1_000 });
  expect(first).toEqual({ level: 0, at: 1_000 });
  expect(spendBudget(first, RULE, { cost: 1, now: 1_999 })).toBeUndefined();
  expect(spendBudget(first, RULE, { cost: 1, now: 2_000 })).toEqual({ level: 0, at: 2_000 });
  expect(spendBudget(first, RULE, { cost: 6, now: 1_000_000 })).toBeUndefined();
  expect(spendBudget(first, RULE, { cost: 0, now: 1_000_000 })?.level).toBe(5);
});

test('spendBudget() gives nothing for a clock that goes back', () => {
  expect(spendBudget({ level: 1, at: 5_000 }, RULE, { cost: 1, now: 0 })).toEqual({ level: 0, at: 5_000 });
  expect(spendBudget({ level: 0, at: 5_000 }, RULE, { cost: 1, now: 0 })).toBeUndefined();
});

test('whatever is asked when, never more is given than the burst and what grew', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ wait: fc.integer({ min: -2_000, max: 3_000 }), cost: fc.integer({ min: 1, max: 4 }) }), { maxLength: 60 }), (steps) => {
      let [now, latest, spent]: [number, number, number] = [10_000, 10_000, 0];
      let budget: Budget | undefined;
      for (const { wait, cost } of steps) {
        now += wait;
        const next = spendBudget(budget, RULE, { cost, now });
        if (next === undefined) continue;
        latest = Math.max(latest, now);
        spent += cost;
        budget = next;
      }
      expect(spent).toBeLessThanOrEqual(RULE.burst + (latest - 10_000 + 2_000 * steps.length) / 1_000);
      if (steps.every(({ wait }) => wait >= 0)) expect(spent).toBeLessThanOrEqual(RULE.burst + (latest - 10_000) / 1_000 + 0.001);
    }),
  );
});
