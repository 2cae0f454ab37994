import { expect, test } from 'vitest';
import type { AslMachine, AslScope, AslState } from '#shared/core/asl/model.ts';
import { APART_DEPTH_MAX, SCOPE_ID_UNITS_MAX, SCOPE_NUMBER_UNITS_MAX } from '#shared/core/durable/limits.ts';
import { tooDeepState } from '#shared/core/durable/nesting.ts';

/** Parallel states and Maps in turn, one inside the other. */
function nested(depth: number): AslScope {
  if (depth === 0) return { StartAt: 'end', States: { end: { Type: 'Succeed' } as AslState } };
  const inner = nested(depth - 1);
  const state = depth % 2 === 0 ? { Type: 'Parallel', Branches: [inner], End: true } : { Type: 'Map', ItemProcessor: inner, End: true };
  return { StartAt: `s${depth}`, States: { [`s${depth}`]: state as AslState } };
}

const machineOf = (depth: number): AslMachine => ({ QueryLanguage: 'JSONata', ...nested(depth) });

test('as deep as names of scopes reach, a machine can be carried out', () => {
  expect(tooDeepState(machineOf(0))).toBeUndefined();
  expect(tooDeepState(machineOf(APART_DEPTH_MAX))).toBeUndefined();
});

test('one level deeper, the state is named whose scopes are too deep', () => {
  expect(tooDeepState(machineOf(APART_DEPTH_MAX + 1))).toBe('s1');
  expect(tooDeepState(machineOf(APART_DEPTH_MAX + 3))).toBe('s3');
});

test('the longest name of the deepest scope fits', () => {
  const longest = Array.from({ length: APART_DEPTH_MAX }, () => 'z'.repeat(SCOPE_NUMBER_UNITS_MAX)).join('.');
  expect(longest.length).toBeLessThanOrEqual(SCOPE_ID_UNITS_MAX);
});
