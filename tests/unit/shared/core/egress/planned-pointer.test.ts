import { expect, test } from 'vitest';
import { plannedPointer } from '#shared/core/egress/planned-pointer.ts';
import type { ReleasePlan } from '#shared/core/tier/placement.ts';

const PLAN: ReleasePlan = { kind: 'object', members: { 'a/b': { kind: 'object', members: { c: { kind: 'clear' } } } } };

test.each([['', ''], ['/a~1b/c', '/a~1b/c'], ['/a~1b/c/Jane/0', '/a~1b/c'], ['/a~1b/Jane', '/a~1b'], ['/Jane/c', ''], ['/constructor', '']])('%j is told as %j', (pointer, expected) => {
  expect(plannedPointer(PLAN, pointer)).toBe(expected);
});
