import { describe, expect, test } from 'vitest';
import { compileSchedule } from '#shared/core/compiler/schedule/compile-schedule.ts';
import { definitionOf } from '../lowering/scopes.ts';
import { programOf } from '../run-document.ts';

const scheduled = (schedule: string): ReturnType<typeof compileSchedule> => compileSchedule(definitionOf(`schedule: ${schedule}\ndo: [ { t: { set: { a: 1 } } } ]`));

describe('compileSchedule()', () => {
  test.each([
    ['{ every: { minutes: 2 } }', { everySeconds: 120, read: 'data' }],
    ['{ cron: "0 0 * * *" }', { cron: '0 0 * * *', read: 'data' }],
    ['{ after: PT5S }', { afterSeconds: 5, read: 'data' }],
    ['{ on: { one: { with: { type: t, data: "${ $.n = 1 }" } } }, read: envelope }', { on: { one: { with: { type: 't', data: { 'uwf:expression': expect.stringContaining('.n = 1') } } } }, read: 'envelope' }],
  ])('%s', (text, expected) => {
    expect(scheduled(text)).toEqual({ schedule: expected, diagnostics: [] });
  });

  test('what only a running workflow knows is refused', () => {
    expect(scheduled('{ on: { one: { with: { data: "${ $.n = $workflow.id }" } } } }').diagnostics).toMatchObject([{ code: 'UWF-2067' }]);
    expect(scheduled('{ on: { one: { with: { data: "${ $context.a }" } } } }').diagnostics).toMatchObject([{ code: 'UWF-2030' }]);
  });

  test('a document without a schedule has none', () => {
    expect(compileSchedule(definitionOf('do: [ { t: { set: { a: 1 } } } ]'))).toEqual({ diagnostics: [] });
  });
});

test('a program carries the schedule of its document', () => {
  expect(programOf('schedule: { every: PT1M }\ndo: [ { t: { set: { a: 1 } } } ]').schedule).toEqual({ everySeconds: 60, read: 'data' });
});
