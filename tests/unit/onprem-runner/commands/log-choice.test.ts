import { describe, expect, test } from 'vitest';
import { parseTime } from '#onprem-runner/commands/log-choice.ts';

describe('parseTime()', () => {
  test('reads times with a zone', () => {
    expect(parseTime('2026-01-31T09:00:00Z')).toBe(Date.UTC(2026, 0, 31, 9));
    expect(parseTime('2026-01-31T09:00:00.5+05:00')).toBe(Date.UTC(2026, 0, 31, 4, 0, 0, 500));
  });

  test('reads how long ago', () => {
    const before = Date.now();
    const time = parseTime('2h');
    expect(time).toBeGreaterThanOrEqual(before - 7_200_000);
    expect(time).toBeLessThanOrEqual(Date.now() - 7_200_000);
  });

  test.each(['2026-01-31', '2026-01-31T09:00:00', 'yesterday', '7', '2026-13-31T09:00:00Z', ''])('refuses %j', (text) => {
    expect(() => parseTime(text)).toThrow('Expected a time');
  });
});
