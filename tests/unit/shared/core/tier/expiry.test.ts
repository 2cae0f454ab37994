import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOf, isExpired } from '#shared/core/tier/expiry.ts';

describe('endOf()', () => {
  test('agrees with the platform on every date-time', () => {
    const dates = fc.date({ min: new Date('0000-03-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(endOf(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  test.each(['2027-01-31T23:59:59+05:30', '2027-01-31t00:00:00.123456z', '1969-12-31T23:00:00-01:00', '2024-02-29T12:00:00Z'])('reads %s as the platform does', (text) => {
    expect(endOf(text)).toBe(Date.parse(text.toUpperCase()));
  });

  test('a full-date lasts to the end of its day in UTC', () => {
    expect(endOf('2027-06-30')).toBe(Date.parse('2027-06-30T23:59:59.999Z'));
  });

  test.each(['', 'never', '2027', '2027-13-01', '2027-02-29', '2027-00-10', '2027-01-32', '2027-01-01T24:00:00Z', '2027-01-01T00:60:00Z', '2027-01-01T00:00:00', '2027-01-01T00:00:00+24:00', '2027-01-01T00:00:61Z', ' 2027-01-01'])('does not read %j', (text) => {
    expect(endOf(text)).toBeUndefined();
  });
});

describe('isExpired()', () => {
  const end = Date.parse('2027-06-30T23:59:59.999Z');

  test('allows up to the last instant and not after it', () => {
    expect(isExpired('2027-06-30', end)).toBe(false);
    expect(isExpired('2027-06-30', end + 1)).toBe(true);
  });

  test('what cannot be read allows nothing', () => {
    expect(isExpired('soon', 0)).toBe(true);
  });
});
