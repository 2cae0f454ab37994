import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AslRetrier } from '#shared/core/asl/model.ts';
import { checkRetriers, grantRetry, retryDelaySeconds } from '#shared/core/interpreter/retry.ts';
import type { ProgramProblem } from '#shared/core/interpreter/template.ts';
import { createRandom } from '#shared/core/kernel/random.ts';

const half = (): number => 0.5;

describe('retryDelaySeconds()', () => {
  test('starts with one second and doubles unless the retrier says otherwise', () => {
    expect([0, 1, 2, 3].map((taken) => retryDelaySeconds({ ErrorEquals: ['A'] }, taken, half))).toEqual([1, 2, 4, 8]);
  });

  test('counts as AWS did: interval 1, rate 2, four retries taken give 16 seconds', () => {
    expect(retryDelaySeconds({ ErrorEquals: ['A'], IntervalSeconds: 1, BackoffRate: 2 }, 4, half)).toBe(16);
  });

  test('takes fractions of a second', () => {
    expect(retryDelaySeconds({ ErrorEquals: ['A'], IntervalSeconds: 0.05, BackoffRate: 1 }, 7, half)).toBe(0.05);
  });

  test('never exceeds MaxDelaySeconds', () => {
    expect(retryDelaySeconds({ ErrorEquals: ['A'], IntervalSeconds: 3, MaxDelaySeconds: 5 }, 10, half)).toBe(5);
  });

  test('stays finite however often it was retried', () => {
    expect(retryDelaySeconds({ ErrorEquals: ['A'] }, 10_000, half)).toBe(99_999_999);
  });

  test('full jitter takes any time from nothing to the whole delay', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(8), (seed, taken) => {
        const delay = retryDelaySeconds({ ErrorEquals: ['A'], JitterStrategy: 'FULL' }, taken, createRandom(seed));
        return delay >= 0 && delay < 2 ** taken;
      }),
    );
  });
});

describe('grantRetry()', () => {
  const retriers: readonly AslRetrier[] = [
    { ErrorEquals: ['A'], MaxAttempts: 1 },
    { ErrorEquals: ['States.ALL'], MaxAttempts: 2 },
  ];

  test('counts attempts of each retrier for itself', () => {
    expect(grantRetry(retriers, { failure: { error: 'B' }, retries: [1, 1], random: half })).toEqual({ retrier: 1, delaySeconds: 2, retries: [1, 2] });
  });

  test('does not go on to a later retrier when the first that matches is used up', () => {
    expect(grantRetry(retriers, { failure: { error: 'A' }, retries: [1, 0], random: half })).toBeUndefined();
  });

  test('grants three attempts unless the retrier says otherwise, and none for MaxAttempts 0', () => {
    const request = { failure: { error: 'A' }, retries: [2], random: half };
    expect(grantRetry([{ ErrorEquals: ['A'] }], request)?.retries).toEqual([3]);
    expect(grantRetry([{ ErrorEquals: ['A'] }], { ...request, retries: [3] })).toBeUndefined();
    expect(grantRetry([{ ErrorEquals: ['A'], MaxAttempts: 0 }], { ...request, retries: [] })).toBeUndefined();
  });

  test('grants nothing when no retrier matches', () => {
    expect(grantRetry([], { failure: { error: 'A' }, retries: [], random: half })).toBeUndefined();
  });
});

test('checkRetriers() reports every number that makes no sense, by the retrier', () => {
  const problems: ProgramProblem[] = [];
  const preparation = { pointer: '/States/a', report: (problem: ProgramProblem) => void problems.push(problem), leadTo: () => {} };
  checkRetriers([{ ErrorEquals: ['A'], IntervalSeconds: 0.5, MaxAttempts: 0, BackoffRate: 1 }], preparation);
  expect(problems).toEqual([]);
  checkRetriers([{ ErrorEquals: ['A'] }, { ErrorEquals: [], IntervalSeconds: -1, MaxAttempts: 1.5, BackoffRate: 0.5, MaxDelaySeconds: 0 }], preparation);
  expect(problems.map((problem) => problem.pointer)).toEqual(Array.from({ length: 5 }, () => '/States/a/Retry/1'));
});
