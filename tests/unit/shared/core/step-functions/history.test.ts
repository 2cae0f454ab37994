import { describe, expect, test } from 'vitest';
import { historyOf, type ServiceEvent } from '#shared/core/step-functions/history.ts';

type Part = Pick<ServiceEvent, 'type'> & Partial<ServiceEvent>;

/** Events of which each follows the one before unless it says otherwise. */
function events(...parts: readonly Part[]): readonly ServiceEvent[] {
  return parts.map((part, index) => ({ id: index + 1, previousId: index, at: 1_000 + index, ...part }));
}

const factsOf = (...parts: readonly Part[]): readonly string[] => historyOf(events(...parts)).map(({ kind, state, frame }) => [kind, state, frame.join('.')].filter((part) => part !== undefined && part !== '').join(' '));

describe('historyOf()', () => {
  test('numbers the facts without gaps, and leaves out what says nothing of ours', () => {
    const history = historyOf(events({ type: 'ExecutionStarted', input: 1 }, { type: 'TaskStateEntered', name: 'a', input: 1 }, { type: 'TaskScheduled' }, { type: 'TaskSubmitted' }, { type: 'TaskSucceeded', output: 2 }, { type: 'TaskStateExited', name: 'a', output: 2 }, { type: 'ExecutionSucceeded', output: 2 }));
    expect(history.map(({ sequence, kind }) => [sequence, kind])).toEqual([[1, 'execution-started'], [2, 'state-entered'], [3, 'task-scheduled'], [4, 'task-succeeded'], [5, 'state-exited'], [6, 'execution-succeeded']]);
    expect(history[2]).toEqual({ sequence: 3, at: 1_002, kind: 'task-scheduled', state: 'a', frame: [], details: { attemptId: 'event-3' } });
    expect(history[3]).toMatchObject({ state: 'a', details: { output: 2 } });
    expect(history[5]).not.toHaveProperty('state');
  });

  test.each<[string, string]>([
    ['TaskFailed', 'task-failed'],
    ['TaskTimedOut', 'task-timed-out'],
    ['LambdaFunctionFailed', 'task-failed'],
    ['ActivityTimedOut', 'task-timed-out'],
    ['EvaluationFailed', 'evaluation-failed'],
  ])('tells %s as %s with its error', (type, kind) => {
    expect(historyOf(events({ type: 'TaskStateEntered', name: 'a' }, { type, error: 'E', cause: 'C' })).at(-1)).toMatchObject({ kind, state: 'a', details: { error: 'E', cause: 'C' } });
  });

  test('tells branches apart by what their first event follows', () => {
    expect(
      factsOf(
        { type: 'ParallelStateEntered', name: 'p' }, { type: 'ParallelStateStarted' },
        { type: 'PassStateEntered', name: 'x', previousId: 2 }, { type: 'PassStateEntered', name: 'y', previousId: 2 },
        { type: 'PassStateExited', name: 'x', previousId: 3 }, { type: 'PassStateExited', name: 'y', previousId: 4 },
        { type: 'ParallelStateSucceeded', previousId: 6 }, { type: 'ParallelStateExited', name: 'p', previousId: 7 }, { type: 'PassStateEntered', name: 'z' },
      ),
    ).toEqual(['state-entered p', 'parallel-started p', 'state-entered x 0', 'state-entered y 1', 'state-exited x 0', 'state-exited y 1', 'parallel-succeeded p', 'state-exited p', 'state-entered z']);
  });

  test('tells items by their numbers, also inside of branches', () => {
    expect(
      factsOf(
        { type: 'ParallelStateEntered', name: 'p' }, { type: 'ParallelStateStarted' }, { type: 'MapStateEntered', name: 'm', previousId: 2 }, { type: 'MapStateStarted' },
        { type: 'MapIterationStarted', name: 'm', index: 0, previousId: 4 }, { type: 'MapIterationStarted', name: 'm', index: 1, previousId: 4 },
        { type: 'PassStateEntered', name: 'x', previousId: 6 }, { type: 'PassStateExited', name: 'x' }, { type: 'MapIterationSucceeded', name: 'm', index: 1 },
        { type: 'MapStateSucceeded' }, { type: 'MapStateExited', name: 'm' },
      ),
    ).toEqual([
      'state-entered p', 'parallel-started p', 'state-entered m 0', 'map-started m 0', 'map-iteration-started m 0.0', 'map-iteration-started m 0.1', 'state-entered x 0.1', 'state-exited x 0.1', 'map-iteration-succeeded m 0.1', 'map-succeeded m 0', 'state-exited m 0',
    ]);
  });

  test('has the branches of a Parallel that is tried again where they were, and what comes after it outside', () => {
    const failing = (previousId: number): readonly Part[] => [{ type: 'PassStateEntered', name: 'x', previousId }, { type: 'TaskFailed' }];
    expect(
      factsOf(
        { type: 'ParallelStateEntered', name: 'p' }, { type: 'ParallelStateStarted' }, ...failing(2), { type: 'ParallelStateStarted' }, ...failing(5),
        { type: 'ParallelStateFailed' }, { type: 'ParallelStateExited', name: 'p' }, { type: 'PassStateEntered', name: 'z' },
      ),
    ).toEqual(['state-entered p', 'parallel-started p', 'state-entered x 0', 'task-failed x 0', 'parallel-started p', 'state-entered x 0', 'task-failed x 0', 'parallel-failed p', 'state-exited p', 'state-entered z']);
  });

  test('has the items of a Map that is tried again where they were', () => {
    const failing = (previousId: number): readonly Part[] => [{ type: 'MapIterationStarted', name: 'm', index: 0, previousId }, { type: 'FailStateEntered', name: 'x' }, { type: 'MapIterationFailed', name: 'm', index: 0 }];
    expect(factsOf({ type: 'MapStateEntered', name: 'm' }, { type: 'MapStateStarted' }, ...failing(2), { type: 'MapStateStarted', previousId: 4 }, ...failing(6), { type: 'MapStateFailed', previousId: 8 })).toEqual([
      'state-entered m', 'map-started m', 'map-iteration-started m 0', 'state-entered x 0', 'map-iteration-failed m 0', 'map-started m', 'map-iteration-started m 0', 'state-entered x 0', 'map-iteration-failed m 0', 'map-failed m',
    ]);
  });

  test('leaves all scopes that a failure ends by the name of the state that is left', () => {
    expect(
      factsOf(
        { type: 'ParallelStateEntered', name: 'outer' }, { type: 'ParallelStateStarted' }, { type: 'ParallelStateEntered', name: 'inner' }, { type: 'ParallelStateStarted' }, { type: 'TaskStateEntered', name: 'x' }, { type: 'TaskFailed' },
        { type: 'ParallelStateExited', name: 'outer' }, { type: 'PassStateEntered', name: 'z' },
      ).slice(-3),
    ).toEqual(['task-failed x 0.0', 'state-exited outer', 'state-entered z']);
  });

  test('takes a Map whose own expression fails for one without items, whatever the failure is said to follow', () => {
    const parts: readonly Part[] = [{ type: 'ParallelStateEntered', name: 'p' }, { type: 'ParallelStateStarted' }, { type: 'PassStateEntered', name: 'x' }, { type: 'PassStateExited', name: 'x' }, { type: 'MapStateEntered', name: 'm' }];
    expect(factsOf(...parts, { type: 'EvaluationFailed', name: 'm', previousId: 4 }, { type: 'MapStateFailed' }).slice(-3)).toEqual(['state-entered m 0', 'evaluation-failed m 0', 'map-failed m 0']);
    expect(factsOf({ type: 'MapStateEntered', name: 'm' }, { type: 'MapStateFailed' })).toEqual(['state-entered m', 'map-failed m']);
    expect(factsOf({ type: 'MapStateFailed' }, { type: 'ParallelStateStarted' })).toEqual(['map-failed', 'parallel-started']);
  });

  test('has one end: those that were taken back keep their numbers, and what goes on does so where they were', () => {
    const failed = [{ type: 'ExecutionStarted' }, { type: 'TaskStateEntered', name: 'pay' }, { type: 'TaskScheduled' }, { type: 'TaskFailed', error: 'E' }, { type: 'ExecutionFailed', error: 'E' }] as const;
    const before = historyOf(events(...failed));
    const after = historyOf(events(...failed, { type: 'ExecutionRedriven' }, { type: 'TaskScheduled' }, { type: 'TaskTimedOut' }, { type: 'ExecutionTimedOut' }, { type: 'ExecutionRedriven' }, { type: 'TaskScheduled' }, { type: 'TaskSucceeded' }, { type: 'TaskStateExited', name: 'pay' }, { type: 'ExecutionSucceeded' }));
    expect(before.at(-1)).toMatchObject({ sequence: 5, kind: 'execution-failed' });
    expect(after.slice(0, 4)).toEqual(before.slice(0, 4));
    expect(after.slice(4).map(({ sequence, kind, state }) => [sequence, kind, state])).toEqual([
      [5, 'execution-redriven', undefined], [6, 'task-scheduled', 'pay'], [7, 'task-timed-out', 'pay'], [8, 'execution-redriven', undefined], [9, 'task-scheduled', 'pay'], [10, 'task-succeeded', 'pay'], [11, 'state-exited', 'pay'], [12, 'execution-succeeded', undefined],
    ]);
    expect(after[4]).toMatchObject({ details: { error: 'E' } });
  });

  test('goes on at its beginning when nothing had happened before its end', () => {
    expect(factsOf({ type: 'ExecutionAborted' }, { type: 'ExecutionRedriven' }, { type: 'PassStateEntered', name: 'a' })).toEqual(['execution-redriven', 'state-entered a']);
  });
});
