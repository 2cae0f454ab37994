import { Cron } from 'croner';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cronProblem } from '#shared/core/definition/check/cron.ts';

test.each(['* * * * *', '0 0 * * *', '*/5 8-18 1,15 * *', '0-30/10,45 0 1 JAN-mar sun', '0 0 29 2 *', '0 0 31 2 1', '0 0 31 2,3 *', ' 30  6 * * 1-5 ', '0 0 * * 7', '59 23 31 12 0'])('%j can be followed', (text) => {
  expect(cronProblem(text)).toBeUndefined();
});

test.each([
  ['', 'has 0 fields'],
  ['0 0 * *', 'has 4 fields'],
  ['0 0 0 * * *', 'has 6 fields'],
  ['@daily', 'has 1 fields'],
  ['60 0 * * *', 'not valid: minute'],
  ['0 24 * * *', 'not valid: hour'],
  ['0 0 0 * *', 'not valid: day of the month'],
  ['0 0 * 13 *', 'not valid: month'],
  ['0 0 * * 8', 'not valid: day of the week'],
  ['x -1 L ? 1#2', 'not valid: minute, hour, day of the month, month, day of the week'],
  ['5/10 * * * *', 'not valid: minute'],
  ['*/0 * * * *', 'not valid: minute'],
  ['5-3 * * * *', 'not valid: minute'],
  ['1, * * * *', 'not valid: minute'],
  ['* * * mon jan', 'not valid: month, day of the week'],
  ['0 0 31 2 *', 'names a day that none of its months has'],
  ['0 0 31 4,6,9,11 *', 'names a day that none of its months has'],
])('%j is told: %s', (text, message) => {
  expect(cronProblem(text)).toContain(message);
});

const item = (from: number, to: number) =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min: from, max: to }).map(String),
    fc.integer({ min: 1, max: to }).map((step) => `*/${step}`),
    fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to })).map((pair) => pair.toSorted((left, right) => left - right).join('-')),
  );
const field = (from: number, to: number) => fc.array(item(from, to), { minLength: 1, maxLength: 3 }).map((items) => items.join());

test('what is accepted fires some day for the scheduler, and what it cannot follow is not accepted', () => {
  const expression = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7)).map((fields) => fields.join(' '));
  fc.assert(
    fc.property(expression, (text) => {
      expect(cronProblem(text) === undefined).toBe(new Cron(text, { mode: '5-part' }).nextRun(new Date('2024-01-01')) !== null);
    }),
    { numRuns: 200 },
  );
});
