import { describe, expect, test } from 'vitest';
import { isFailure, isFinal, LINE_STATUSES, outcomeJson, parseOutcome, type LineOutcome } from '#shared/core/batch/outcome.ts';

describe('an outcome', () => {
  test.each<[LineOutcome]>([
    [{ item: 1, line: 2, status: 'COMPLETED', runId: 'r-1' }],
    [{ item: 7, line: 7, status: 'REFUSED', code: 'UWF-4220', findings: [{ pointer: '/a', message: 'must be string' }] }],
    [{ item: 3, line: 9, status: 'FAILED', runId: 'r-3', code: 'Uwf.HandlerFailed' }],
  ])('comes back from its row: %j', (outcome) => {
    expect(parseOutcome(outcomeJson(outcome))).toEqual(outcome);
  });

  test.each([[null], [{}], [{ item: 0, line: 1, status: 'VALID' }], [{ item: 1, line: 1, status: 'DONE' }], [{ item: 1, line: 1.5, status: 'VALID' }]])('is not what %j says', (value) => {
    expect(parseOutcome(value)).toBeUndefined();
  });

  test('is done with when there is a run that nobody has to look at again; what was refused may fit tomorrow', () => {
    const outcomes = LINE_STATUSES.map((status): LineOutcome => ({ item: 1, line: 1, status }));
    expect(outcomes.filter(isFinal).map(({ status }) => status)).toEqual(['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'STARTED']);
    expect(outcomes.filter(isFailure).map(({ status }) => status)).toEqual(['FAILED', 'CANCELLED', 'TIMED_OUT', 'REFUSED']);
  });
});
