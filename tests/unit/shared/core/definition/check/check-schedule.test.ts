import { expect, test } from 'vitest';
import { codesOf } from './documents.ts';

test('the cron expression of a schedule can be followed', () => {
  expect(codesOf('schedule: {cron: 0 0 * * *}\n')).toEqual([]);
  expect(codesOf('schedule: {cron: 0 0 * *}\n')).toEqual([['UWF-1028', '/schedule/cron']]);
});

test('read goes with on only, and until with any only', () => {
  expect(codesOf('schedule: {on: {any: [], until: .x}, read: raw}\n')).toEqual([]);
  expect(codesOf('schedule: {every: PT1H, read: raw}\n')).toEqual([['UWF-1021', '/schedule']]);
  expect(codesOf('schedule: {on: {all: [], until: .x}}\n')).toEqual([['UWF-1021', '/schedule/on']]);
});
