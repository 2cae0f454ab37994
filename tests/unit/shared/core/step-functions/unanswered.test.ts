import { expect, test } from 'vitest';
import type { ServiceEvent } from '#shared/core/step-functions/history.ts';
import { unansweredTasks } from '#shared/core/step-functions/unanswered.ts';

const message = (state: string) => ({ v: 1, token: `token-${state}`, execution: 'run-1', revision: 'r', state, resource: 'uwf:function:f:1.0.0', retry: 0, entered: '2026', path: '', maps: 0, arguments: {} });
type Row = readonly [id: number, previousId: number, type: string, state?: string];

function events(...rows: readonly Row[]): readonly ServiceEvent[] {
  return rows.map(([id, previousId, type, state]) => ({ id, previousId, type, at: id, ...(state === undefined ? {} : { parameters: { QueueUrl: 'q', MessageBody: message(state) } }) }));
}

const statesOf = (...rows: readonly Row[]): readonly string[] => unansweredTasks(events(...rows)).map(({ state }) => state);

test('a task that was sent and has no answer is unanswered, whatever else goes on beside it', () => {
  expect(statesOf([1, 0, 'ExecutionStarted'], [2, 1, 'TaskScheduled', 'a'], [3, 2, 'TaskStarted'], [4, 3, 'TaskSubmitted'])).toEqual(['a']);
  expect(
    statesOf([2, 1, 'TaskScheduled', 'a'], [3, 1, 'TaskScheduled', 'b'], [4, 2, 'TaskSubmitted'], [5, 3, 'TaskSubmitted'], [6, 4, 'TaskSucceeded'], [7, 6, 'TaskStateExited'], [8, 7, 'TaskScheduled', 'c'], [9, 8, 'TaskStartFailed']),
  ).toEqual(['b']);
  expect(statesOf([2, 1, 'TaskScheduled', 'a'], [3, 2, 'TaskSubmitted'], [4, 3, 'TaskFailed'], [5, 4, 'TaskScheduled', 'a'], [6, 5, 'TaskSubmitted'], [7, 0, 'ExecutionAborted'])).toEqual(['a']);
});

test('a task that timed out had no answer: whoever works on it does not know', () => {
  expect(statesOf([2, 1, 'TaskScheduled', 'a'], [3, 2, 'TaskSubmitted'], [4, 3, 'TaskTimedOut'], [5, 4, 'ExecutionTimedOut'])).toEqual(['a']);
});

test('the message is read as text too, and what is none of ours is left out', () => {
  const [scheduled] = events([1, 0, 'TaskScheduled', 'a']);
  const text = { ...scheduled, parameters: { MessageBody: JSON.stringify(message('a')) } } as ServiceEvent;
  expect(unansweredTasks([text])).toMatchObject([{ state: 'a', token: 'token-a', executionId: 'run-1' }]);
  expect(unansweredTasks([{ ...text, parameters: { FunctionName: 'f' } }, { ...text, id: 2, parameters: 'not JSON' }])).toEqual([]);
});
