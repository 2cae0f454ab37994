import { describe, expect, test } from 'vitest';
import { prepareRecovery, recover } from '#shared/core/interpreter/catch.ts';
import type { AslCatcher, AslRetrier } from '#shared/core/asl/model.ts';
import { STARTED_AT } from '#tests/support/machines.ts';
import { preparing, visitOf } from '#tests/support/visits.ts';

const failure = { error: 'Custom', cause: 'why' };
const everything: AslCatcher = { ErrorEquals: ['States.ALL'], Next: 'there' };
const retrier: AslRetrier = { ErrorEquals: ['States.ALL'], MaxAttempts: 1 };

function recovery(state: { readonly Retry?: readonly AslRetrier[]; readonly Catch?: readonly AslCatcher[] }) {
  return prepareRecovery(state, preparing().preparation);
}

describe('recover()', () => {
  test('tries again before it catches', () => {
    const visit = visitOf();
    expect(recover(visit, recovery({ Retry: [retrier], Catch: [everything] }), failure)).toEqual({ kind: 'waiting', waitingFor: { kind: 'retry', timerId: 'run-1:t1' }, retries: [1] });
    expect(visit.turn.commands).toEqual([{ kind: 'start-timer', timerId: 'run-1:t1', dueAt: STARTED_AT + 1_000 }]);
  });

  test('catches when no retry is left', () => {
    const outcome = recover(visitOf({ retries: [1] }), recovery({ Retry: [retrier], Catch: [everything] }), failure);
    expect(outcome).toEqual({ kind: 'left', next: 'there', output: { Error: 'Custom', Cause: 'why' } });
  });

  test('passes the failure on unchanged when nothing catches, for the scopes around', () => {
    const aliased = { ...failure, aliases: ['A'] };
    expect(recover(visitOf(), recovery({ Catch: [{ ErrorEquals: ['Other'], Next: 'there' }] }), aliased)).toEqual({ kind: 'failed', failure: aliased });
  });

  test('tells that a failure is given up, unless it is tried again', () => {
    const told: string[] = [];
    recover(visitOf(), recovery({ Retry: [retrier] }), failure, () => void told.push('retried'));
    recover(visitOf({ retries: [1] }), recovery({ Retry: [retrier] }), failure, () => void told.push('given up'));
    expect(told).toEqual(['given up']);
  });

  test('neither retries nor catches what the engine itself says', () => {
    expect(recover(visitOf(), recovery({ Retry: [retrier], Catch: [everything] }), { error: 'States.Runtime' })).toEqual({ kind: 'failed', failure: { error: 'States.Runtime' } });
  });

  test('shows the error output to Output and Assign of the catcher', () => {
    const catcher = { ...everything, Output: '{% $states.errorOutput.Cause %}', Assign: { e: '{% $states.errorOutput.Error %}' } };
    expect(recover(visitOf(), recovery({ Catch: [catcher] }), failure)).toEqual({ kind: 'left', next: 'there', output: 'why', assigned: { e: 'Custom' } });
  });
});

test('prepareRecovery() tells where catchers lead and what is wrong with retriers', () => {
  const { preparation, problems, targets } = preparing();
  prepareRecovery({ Retry: [{ ErrorEquals: ['A'], MaxAttempts: -1 }], Catch: [everything] }, preparation);
  expect(targets).toEqual(['Catch[0]/Next:there']);
  expect(problems).toHaveLength(1);
});
