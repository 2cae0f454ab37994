import { expect, test } from 'vitest';
import { foreignTasks } from '#shared/core/tier/foreign-tasks.ts';
import type { TaskPlacement } from '#shared/core/tier/placement.ts';
import type { Zone } from '#shared/core/tier/tier.ts';

const taskIn = (zone: Zone): TaskPlacement => ({ zone, pointer: '', priority: 'normal', argumentOrigins: {} });

test('foreignTasks() are those of another zone than that of the program', () => {
  const tasks = { here: taskIn('private-cloud'), bank: taskIn('on-prem') };
  expect(foreignTasks({ zone: 'private-cloud', tasks })).toEqual(['bank']);
  expect(foreignTasks({ zone: 'on-prem', tasks: { bank: taskIn('on-prem') } })).toEqual([]);
  expect(foreignTasks({ zone: 'private-cloud', tasks: {} })).toEqual([]);
});
