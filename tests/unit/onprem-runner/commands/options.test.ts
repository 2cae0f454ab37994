import { describe, expect, test } from 'vitest';
import { parseDuration, parseInteger } from '#onprem-runner/commands/options.ts';

describe('parseDuration()', () => {
  test.each([['500ms', 500], ['30s', 30_000], ['30', 30_000], ['2m', 120_000], ['1h', 3_600_000], ['0s', 0]])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', 's', '-1s', '1.5s', '1d', '10 s', '99999999s'])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow('Expected a duration');
  });
});

describe('parseInteger()', () => {
  const parse = parseInteger({ min: 1, max: 10 });

  test('takes what is between its limits', () => {
    expect([parse('1'), parse('10')]).toEqual([1, 10]);
  });

  test.each(['0', '11', '-1', '1.5', 'two', '', '1e1'])('refuses %j', (text) => {
    expect(() => parse(text)).toThrow('from 1 to 10');
  });
});
