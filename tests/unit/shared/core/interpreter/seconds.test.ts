import { describe, expect, test } from 'vitest';
import { scopeOf } from '#shared/core/interpreter/evaluation.ts';
import { dueAfter, evaluateOptionalSeconds, evaluateSeconds, prepareSeconds } from '#shared/core/interpreter/seconds.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { preparing, visitOf } from '#tests/support/visits.ts';

function evaluate(value: JsonValue, isZeroAllowed: boolean) {
  return evaluateSeconds(scopeOf(visitOf()), prepareSeconds(value, 'Seconds', isZeroAllowed, preparing().preparation));
}

describe('evaluateSeconds()', () => {
  test.each([[1, false], [0.001, false], [99_999_999, true], [0, true]])('takes %d (zero allowed: %s)', (seconds, isZeroAllowed) => {
    expect(evaluate(`{% ${seconds} %}`, isZeroAllowed)).toEqual({ ok: true, value: seconds });
    expect(evaluate(seconds, isZeroAllowed)).toEqual({ ok: true, value: seconds });
  });

  test.each([[0, false], [-1, true], [100_000_000, true]])('refuses %d (zero allowed: %s)', (seconds, isZeroAllowed) => {
    expect(evaluate(`{% ${seconds} %}`, isZeroAllowed)).toMatchObject({ ok: false, error: { error: 'States.QueryEvaluationError' } });
  });
});

test('a literal out of range is reported when the program is prepared', () => {
  const { preparation, problems } = preparing();
  prepareSeconds(-1, 'Seconds', true, preparation);
  prepareSeconds(1, 'Seconds', true, preparation);
  expect(problems).toEqual([{ pointer: '/States/here/Seconds', message: 'Seconds must be zero or more and at most 99999999 seconds' }]);
});

test('an absent field has no value', () => {
  expect(evaluateOptionalSeconds(scopeOf(visitOf()), undefined)).toEqual({ ok: true, value: undefined });
});

test('dueAfter() is in whole milliseconds and never early', () => {
  expect(dueAfter(1_000, 0.0001)).toBe(1_001);
  expect(dueAfter(1_000, 2.5)).toBe(3_500);
});
