import { describe, expect, test } from 'vitest';
import type { WaitState } from '#shared/core/asl/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { machineOf, outline, runMachine, STARTED_AT } from '#tests/support/machines.ts';

function wait(state: Omit<WaitState, 'Type' | 'End'>, input: JsonValue = {}) {
  return runMachine(machineOf({ pause: { Type: 'Wait', ...state, End: true } }), input);
}

describe('Wait', () => {
  test.each([
    [{ Seconds: 3 }, 3_000],
    [{ Seconds: 0.25 }, 250],
    [{ Seconds: '{% $states.input.n * 2 %}' }, 10_000],
    [{ Timestamp: '2023-11-14T22:14:00Z' }, 40_000],
    [{ Timestamp: '{% $states.input.t %}' }, 1_500],
  ])('%j ends %i ms later', (state, later) => {
    const { snapshot, history } = wait(state, { n: 5, t: '2023-11-14T23:13:21.5+01:00' });
    expect(snapshot.status).toBe('succeeded');
    expect(outline(history)).toEqual(['execution-started', 'state-entered pause', 'wait-started pause', 'state-exited pause', 'execution-succeeded']);
    expect(history.find((event) => event.kind === 'state-exited')?.at).toBe(STARTED_AT + later);
  });

  test.each([{ Seconds: 0 }, { Timestamp: '2001-01-01T00:00:00Z' }, { Timestamp: '2023-11-14T22:13:20Z' }])('%j goes on at once', (state) => {
    const { history, commands } = wait(state);
    expect(history.at(-1)).toMatchObject({ kind: 'execution-succeeded', at: STARTED_AT });
    expect(commands).toEqual([]);
  });

  test('gives its Output and Assign when it ends, with what was there on entry', () => {
    const { snapshot, history } = wait({ Seconds: 1, Output: { was: '{% $states.input %}' }, Assign: { v: 1 } }, 'in');
    expect(snapshot.output).toEqual({ was: 'in' });
    expect(history.find((event) => event.kind === 'state-exited')?.details['assigned']).toEqual({ v: 1 });
  });

  test('fails for a timestamp that is none, without quoting it', () => {
    const { snapshot, history } = wait({ Timestamp: '{% $states.input.t %}' }, { t: 'canary-4711' });
    const failure = {
      error: 'States.QueryEvaluationError',
      cause: "An error occurred while executing the state 'pause' (entered at the event id #2). The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string",
    };
    expect(snapshot.failure).toEqual(failure);
    expect(history.find((event) => event.kind === 'evaluation-failed')).toMatchObject({ state: 'pause', details: { ...failure, location: 'Timestamp' } });
  });

  test.each([-1, 100_000_000])('fails for %i seconds, without quoting them', (seconds) => {
    const { snapshot } = wait({ Seconds: '{% $states.input.s %}' }, { s: seconds });
    expect(snapshot.failure?.error).toBe('States.QueryEvaluationError');
    expect(snapshot.failure?.cause).not.toContain(String(Math.abs(seconds)));
  });
});
