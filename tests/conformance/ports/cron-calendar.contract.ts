import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CronCalendar } from '#shared/ports/cron-calendar.ts';

/** 2026-01-01 is a Thursday. */
const NEW_YEAR = '2026-01-01T00:00:00.000Z';

/** What every calendar must say of cron expressions. */
export function cronCalendarContract(name: string, open: () => CronCalendar): void {
  describe(`CronCalendar on ${name}`, () => {
    const calendar = open();
    const following = (cron: string, count: number, timeZone = 'UTC', from = NEW_YEAR): readonly string[] => {
      const times: string[] = [];
      let after = Date.parse(from);
      for (let index = 0; index < count; index += 1) {
        const next = calendar.next({ cron, timeZone, after });
        if (next === undefined) break;
        times.push(new Date(next).toISOString().slice(0, 16));
        after = next;
      }
      return times;
    };

    test.each([
      ['* * * * *', ['2026-01-01T00:01', '2026-01-01T00:02']],
      ['*/20 6 * * *', ['2026-01-01T06:00', '2026-01-01T06:20']],
      ['10-50/20 0 * * *', ['2026-01-01T00:10', '2026-01-01T00:30']],
      ['0 0 * * 0', ['2026-01-04T00:00', '2026-01-11T00:00']],
      ['0 0 * * 7', ['2026-01-04T00:00', '2026-01-11T00:00']],
      ['0 0 * * SUN', ['2026-01-04T00:00', '2026-01-11T00:00']],
      ['0 0 * * 5-7', ['2026-01-02T00:00', '2026-01-03T00:00', '2026-01-04T00:00', '2026-01-09T00:00']],
      ['0 0 1,15 * *', ['2026-01-15T00:00', '2026-02-01T00:00']],
      ['0 0 31 * *', ['2026-01-31T00:00', '2026-03-31T00:00']],
      ['0 0 29 2 *', ['2028-02-29T00:00', '2032-02-29T00:00']],
      ['0 0 1 jan,jul *', ['2026-07-01T00:00', '2027-01-01T00:00']],
    ] as const)('%s is %j', (cron, expected) => {
      expect(following(cron, expected.length)).toEqual(expected);
    });

    test('day of the month and day of the week, both restricted, are a union', () => {
      expect(following('0 0 13 * 5', 4)).toEqual(['2026-01-02T00:00', '2026-01-09T00:00', '2026-01-13T00:00', '2026-01-16T00:00']);
    });

    test('an hour is that of the time zone, in winter and in summer', () => {
      expect(following('0 9 1 1,7 *', 2, 'Europe/Warsaw', '2025-12-31T12:00:00Z')).toEqual(['2026-01-01T08:00', '2026-07-01T07:00']);
    });

    test('latest() is the last time at or before', () => {
      const at = Date.parse('2026-01-01T10:00:00Z');
      const latest = (milliseconds: number) => calendar.latest({ cron: '0 10 * * *', timeZone: 'UTC', at: milliseconds });
      expect(latest(at)).toBe(at);
      expect(latest(at + 1)).toBe(at);
      expect(latest(at - 1)).toBe(at - 86_400_000);
    });

    test('latest() and next() lie around every moment, without a time in between', () => {
      const crons = fc.constantFrom('* * * * *', '*/7 * * * *', '0 */6 * * 1-5', '30 2 1 * *', '0 0 13 * 5');
      fc.assert(
        fc.property(crons, fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), (cron, at) => {
          const latest = calendar.latest({ cron, timeZone: 'UTC', at }) ?? Number.NaN;
          const next = calendar.next({ cron, timeZone: 'UTC', after: at }) ?? Number.NaN;
          expect(latest).toBeLessThanOrEqual(at);
          expect(next).toBeGreaterThan(at);
          expect(calendar.next({ cron, timeZone: 'UTC', after: latest })).toBe(next);
        }),
      );
    });

    test.each([['* * * * * *', 'UTC'], ['never', 'UTC'], ['0 0 * * *', 'Nowhere/Town']])('%s in %s is refused without being quoted', (cron, timeZone) => {
      const ask = () => calendar.next({ cron, timeZone, after: 0 });
      expect(ask).toThrowError(expect.objectContaining({ code: 'UWF-5000', message: expect.not.stringContaining(cron) }));
    });
  });
}
