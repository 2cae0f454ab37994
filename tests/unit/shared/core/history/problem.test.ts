import { describe, expect, test } from 'vitest';
import { problemOf } from '#shared/core/history/problem.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';

function event(kind: HistoryEvent['kind'], state?: string, details: HistoryEvent['details'] = {}): HistoryEvent {
  return { sequence: 1, at: 0, kind, frame: [], details, ...(state === undefined ? {} : { state }) };
}

const sourceMap = {
  states: { call: { pointer: '/do/0/call' }, other: { pointer: '/do/1/other' }, whole: { pointer: '' }, fused: { pointer: '/do/2/a', also: [{ pointer: '/do/3/b' }] } },
  fields: { '/States/fused/Output': '/do/2/a/set', '/States/fused/Output/n': '/do/3/b/set/n', '/States/fused/Assign/x': '/output/as' },
};
const failure = { error: 'urn:a#418' };

describe('problemOf()', () => {
  test('tells nothing of an execution that did not fail', () => {
    expect(problemOf({ status: 'succeeded', history: [], sourceMap })).toBeUndefined();
    expect(problemOf({ status: 'running', history: [event('task-failed', 'call')], sourceMap })).toBeUndefined();
  });

  test('names the task of the state that failed last, wherever the error went since', () => {
    const history = [event('task-failed', 'other'), event('task-failed', 'call'), event('state-entered', 'other'), event('execution-failed')];
    expect(problemOf({ status: 'failed', failure, history, sourceMap })).toEqual({ type: 'urn:a', status: 418, instance: '/do/0/call' });
  });

  test('names the task of the last state where none failed by itself', () => {
    expect(problemOf({ status: 'failed', failure, history: [event('state-entered', 'call'), event('state-entered', 'other')], sourceMap })).toMatchObject({ instance: '/do/1/other' });
  });

  test.each([['whole'], ['unknown']])('names no task for the state %s, behind which none stands', (state) => {
    expect(problemOf({ status: 'failed', failure, history: [event('evaluation-failed', state)], sourceMap })).toEqual({ type: 'urn:a', status: 418 });
    expect(problemOf({ status: 'failed', failure, history: [], sourceMap })).toEqual({ type: 'urn:a', status: 418 });
  });

  test.each([
    ['Output/n[0]', '/do/3/b'],
    ['Output/m', '/do/2/a'],
    ['Assign/x', '/do/2/a'],
    ['Arguments', '/do/2/a'],
  ])('names the task that the field %s came from, where several were fused', (location, instance) => {
    expect(problemOf({ status: 'failed', failure, history: [event('evaluation-failed', 'fused', { location })], sourceMap })).toMatchObject({ instance });
  });

  test("keeps the error's own instance", () => {
    const cause = JSON.stringify({ type: 'urn:a', status: 418, instance: '/do/7/own' });
    expect(problemOf({ status: 'failed', failure: { ...failure, cause }, history: [event('task-failed', 'call')], sourceMap })).toMatchObject({ instance: '/do/7/own' });
  });

  test('names the whole workflow when its own time is over', () => {
    const history = [event('task-failed', 'call')];
    expect(problemOf({ status: 'timed-out', failure: { error: 'States.Timeout' }, history, sourceMap })).toMatchObject({ status: 408, instance: '/' });
  });
});
