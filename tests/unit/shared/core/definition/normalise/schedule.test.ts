import { expect, test } from 'vitest';
import { readSchedule } from '#shared/core/definition/normalise/schedule.ts';
import { codesOf, newReading } from './readings.ts';

test('readSchedule() reads every part', () => {
  const schedule = { every: { minutes: 5 }, cron: ' 0 0 * * * ', after: 'PT1S', on: { one: { with: { type: 'x' } } }, read: 'envelope' };
  expect(readSchedule(newReading(), { schedule })).toMatchObject({
    pointer: '/schedule',
    every: { kind: 'milliseconds', pointer: '/schedule/every', value: 300_000 },
    cron: '0 0 * * *',
    after: { pointer: '/schedule/after', value: 1_000 },
    on: { kind: 'one', pointer: '/schedule/on', filter: { with: { value: { type: 'x' } } } },
    read: 'envelope',
  });
  expect(readSchedule(newReading(), { schedule: {} })).toEqual({ pointer: '/schedule', read: 'data' });
  expect(readSchedule(newReading(), {})).toBeUndefined();
});

test('expressions are refused, since there is no data yet, and so is an interval of no length', () => {
  const reading = newReading();
  expect(readSchedule(reading, { schedule: { every: '${ .x }', after: '${ .y }' } })).toEqual({ pointer: '/schedule', read: 'data' });
  readSchedule(reading, { schedule: { every: { seconds: 0 } } });
  expect(codesOf(reading)).toEqual([
    ['UWF-1070', '/schedule/every'],
    ['UWF-1070', '/schedule/after'],
    ['UWF-1073', '/schedule/every'],
  ]);
});

test('an execution may start at once after the one before', () => {
  const reading = newReading();
  expect(readSchedule(reading, { schedule: { after: 'PT0S' } })).toMatchObject({ after: { value: 0 } });
  expect(reading.findings).toEqual([]);
});
