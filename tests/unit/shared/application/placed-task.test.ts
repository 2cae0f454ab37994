import { expect, test } from 'vitest';
import { placedWork } from '#shared/application/placed-task.ts';
import type { Placement } from '#shared/core/tier/placement.ts';

const PLACEMENT = { zone: 'private-cloud', tasks: { score: { zone: 'private-cloud', priority: 'high' }, book: { zone: 'on-prem' } } } as unknown as Placement;

test.each([
  ['score', undefined, { isLocal: true, priority: 'high' }],
  ['score', 'low', { isLocal: true, priority: 'low' }],
  ['score', 'critical', { isLocal: true, priority: 'high' }],
  ['book', 'critical', { isLocal: false, priority: 'normal' }],
  ['unknown', undefined, { isLocal: false, priority: 'normal' }],
  ['constructor', undefined, { isLocal: false, priority: 'normal' }],
] as const)('%s of a run that is %s', (state, most, placed) => {
  expect(placedWork(PLACEMENT, state, most)).toEqual(placed);
});
