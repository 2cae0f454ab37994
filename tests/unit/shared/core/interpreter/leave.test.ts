import { describe, expect, test } from 'vitest';
import { jsonata } from '#shared/core/interpreter/languages/jsonata.ts';
import { checkAssigned, checkOutput, dataLimitExceeded, leaveState } from '#shared/core/interpreter/leave.ts';
import type { AslDataFlow } from '#shared/core/asl/model.ts';
import { succeed } from '#shared/core/kernel/result.ts';
import { preparing, visitOf } from '#tests/support/visits.ts';

function leave(flow: AslDataFlow, visit = visitOf({ input: 'in', variables: { v: 1 } })) {
  const exit = jsonata.passExit({ Type: 'Pass', End: true, ...flow }, preparing().preparation);
  return leaveState(visit, { exit, gain: { result: 'result' }, next: 'next' });
}

describe('leaveState()', () => {
  test('gives the result when there is no Output', () => {
    expect(leave({})).toEqual({ kind: 'left', output: 'result', next: 'next' });
  });

  test('gives Output and Assign, both from the values on entry', () => {
    expect(leave({ Output: '{% $v %}', Assign: { v: '{% $v + 1 %}', w: '{% $states.input %}' } })).toEqual({ kind: 'left', output: 1, next: 'next', assigned: { v: 2, w: 'in' } });
  });

  test('has no next at the end', () => {
    expect(leaveState(visitOf(), { exit: () => succeed({ output: 0 }) })).toEqual({ kind: 'left', output: 0 });
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

describe('checkAssigned()', () => {
  const inner = visitOf({ variables: { outer: 1 } });
  const branch = { ...inner.frame, path: [0], variables: { own: 1 } };
  const inside = { ...inner, frame: branch };

  test('lets a scope assign its own variables and new ones', () => {
    expect(checkAssigned(inside, { own: 2, other: 3 })).toEqual({ ok: true, value: { own: 2, other: 3 } });
  });

  test('refuses a variable of a scope around', () => {
    expect(checkAssigned(inside, { outer: 2 })).toEqual({
      ok: false,
      error: { error: 'States.Runtime', cause: "The state 'here' assigns the variable 'outer', which belongs to a scope around it." },
    });
  });

  test('knows nothing around an execution of its own', () => {
    const own = { name: 'n', startedAt: 0, input: null, items: 1 };
    expect(checkAssigned({ ...inside, frame: { ...branch, own } }, { outer: 2 }).ok).toBe(true);
  });
});

test('checkOutput() refuses what is over 256 KiB, by the name of the state', () => {
  expect(checkOutput(visitOf(), 'x'.repeat(262_142)).ok).toBe(true);
  expect(checkOutput(visitOf(), 'x'.repeat(262_143))).toMatchObject({ ok: false, error: { error: 'States.DataLimitExceeded' } });
});

test('dataLimitExceeded() can be caught by its name', () => {
  expect(dataLimitExceeded('cause')).toEqual({ error: 'States.DataLimitExceeded', cause: 'cause' });
});
