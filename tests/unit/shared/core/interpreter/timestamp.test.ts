import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTimestamp, parseTimestamp } from '#shared/core/interpreter/timestamp.ts';

describe('parseTimestamp()', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2016-12-05T21:29:29Z', Date.UTC(2016, 11, 5, 21, 29, 29)],
    ['2016-12-05T21:29:29.5+02:00', Date.UTC(2016, 11, 5, 19, 29, 29, 500)],
    ['2016-12-05T21:29:29.123456789Z', Date.UTC(2016, 11, 5, 21, 29, 29, 123)],
    ['2024-02-29T00:00:00-00:30', Date.UTC(2024, 1, 29, 0, 30)],
    ['2000-02-29T12:00:00Z', Date.UTC(2000, 1, 29, 12)],
  ])('reads %s', (text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });

  test.each([
    '2016-13-05T21:29:29Z',
    '2016-12-05T25:29:29Z',
    '2016-12-05T21:60:29Z',
    '2016-12-05T21:29:60Z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2016-00-05T21:29:29Z',
    '2016-12-00T21:29:29Z',
    '2016-12-05 21:29:29Z',
    '2016-12-05t21:29:29z',
    '2016-12-05T21:29:29',
    '2016-12-05T21:29:29+24:00',
    '2016-12-05T21:29:29+01:60',
    '2016-12-05T21:29:29.1234567890Z',
    '2016-12-05',
    '',
  ])('refuses %j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});

test('formatTimestamp() agrees with the platform on every millisecond of four-digit years', () => {
  const time = fc.integer({ min: Date.UTC(0, 0, 1) - 59_926_608_000_000, max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) });
  fc.assert(fc.property(time, (at) => formatTimestamp(at) === new Date(at).toISOString()), { examples: [[0], [-1], [951_782_400_000]] });
});

test('parse undoes format', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (at) => parseTimestamp(formatTimestamp(at)) === at));
});
