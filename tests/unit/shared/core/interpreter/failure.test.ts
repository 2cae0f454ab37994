import { describe, expect, test } from 'vitest';
import { errorOutputOf, isUncatchable, matchesError, plainFailure } from '#shared/core/interpreter/failure.ts';

describe('matchesError()', () => {
  test.each([
    [['States.ALL'], { error: 'Custom' }, true],
    [['States.ALL'], {}, true],
    [['States.ALL'], { error: 'States.DataLimitExceeded' }, true],
    [['States.ALL'], { error: 'States.Runtime' }, false],
    [['States.Runtime'], { error: 'States.Runtime' }, false],
    [['States.ALL'], { error: 'Uwf.TransitionLimit' }, false],
    [['States.TaskFailed'], { error: 'Custom' }, true],
    [['States.TaskFailed'], { error: 'States.QueryEvaluationError' }, true],
    [['States.TaskFailed'], { error: 'States.Timeout' }, false],
    [['States.Timeout'], { error: 'States.Timeout' }, true],
    [['States.HeartbeatTimeout'], { error: 'States.Timeout', aliases: ['States.HeartbeatTimeout'] }, true],
    [['States.HeartbeatTimeout'], { error: 'States.Timeout' }, false],
    [['A', 'B'], { error: 'B' }, true],
    [['A'], { error: 'a' }, false],
    [['A'], {}, false],
    [[], { error: 'A' }, false],
  ] as const)('%j takes %j: %s', (errorEquals, failure, expected) => {
    expect(matchesError(errorEquals, failure)).toBe(expected);
  });
});

test('only the failures of the engine itself cannot be caught', () => {
  expect(isUncatchable({ error: 'States.Runtime' })).toBe(true);
  expect(isUncatchable({ error: 'States.NoChoiceMatched' })).toBe(false);
  expect(isUncatchable({})).toBe(false);
});

test('absent parts of a failure are null in the error output, except that a timeout has an empty cause', () => {
  expect(errorOutputOf({ error: 'E', cause: 'c' })).toEqual({ Error: 'E', Cause: 'c' });
  expect(errorOutputOf({})).toEqual({ Error: null, Cause: null });
  expect(errorOutputOf({ error: 'States.Timeout' })).toEqual({ Error: 'States.Timeout', Cause: '' });
});

test('plainFailure() keeps absent parts absent and drops aliases', () => {
  expect(plainFailure({ error: 'E', cause: 'c' })).toEqual({ error: 'E', cause: 'c' });
  expect(Object.keys(plainFailure({}))).toEqual([]);
});
