import { describe, expect, test } from 'vitest';
import { dataLimitExceeded, leaveState, prepareDataFlow } from '#shared/core/interpreter/leave.ts';
import type { AslDataFlow } from '#shared/core/asl/model.ts';
import { preparing, visitOf } from '#tests/support/visits.ts';

function leave(flow: AslDataFlow, visit = visitOf({ input: 'in', variables: { v: 1 } })) {
  return leaveState(visit, { flow: prepareDataFlow(flow, '', preparing().preparation), otherwise: 'otherwise', next: 'next' });
}

describe('leaveState()', () => {
  test('gives what there is otherwise when there is no Output', () => {
    expect(leave({})).toEqual({ kind: 'left', output: 'otherwise', next: 'next' });
  });

  test('gives Output and Assign, both from the values on entry', () => {
    expect(leave({ Output: '{% $v %}', Assign: { v: '{% $v + 1 %}', w: '{% $states.input %}' } })).toEqual({ kind: 'left', output: 1, next: 'next', assigned: { v: 2, w: 'in' } });
  });

  test('has no next at the end', () => {
    expect(leaveState(visitOf(), { flow: {}, otherwise: 0 })).toEqual({ kind: 'left', output: 0 });
  });

  test('fails when either of them fails', () => {
    expect(leave({ Output: '{% $x %}' })).toMatchObject({ kind: 'failed' });
    expect(leave({ Assign: { v: '{% $x %}' } })).toMatchObject({ kind: 'failed' });
  });

  test('refuses variables of more than 256 KiB in one Assign', () => {
    expect(leave({ Assign: { v: 'x'.repeat(262_144) } })).toEqual({
      kind: 'failed',
      failure: { error: 'States.DataLimitExceeded', cause: "The variables of the state 'here' have a size exceeding the maximum number of bytes service limit." },
    });
  });

  test('refuses variables of more than 10 MiB in all', () => {
    const variables = Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`v${index}`, 'x'.repeat(256_000)]));
    expect(leave({ Assign: { w: 1 } }, visitOf({ variables }))).toMatchObject({ kind: 'failed', failure: { error: 'States.DataLimitExceeded' } });
    expect(leave({ Assign: { v0: 1 } }, visitOf({ variables }))).toMatchObject({ kind: 'left' });
  });
});

test('dataLimitExceeded() can be caught by its name', () => {
  expect(dataLimitExceeded('cause')).toEqual({ error: 'States.DataLimitExceeded', cause: 'cause' });
});
