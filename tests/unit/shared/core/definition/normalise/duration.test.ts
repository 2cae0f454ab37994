import { describe, expect, test } from 'vitest';
import { readDuration, readTimeout } from '#shared/core/definition/normalise/duration.ts';
import { codesOf, newReading } from './readings.ts';

describe('readDuration()', () => {
  test.each([
    ['PT0S', 0],
    ['PT1S', 1_000],
    ['PT0.25S', 250],
    ['PT1.1S', 1_100],
    ['PT0.0001S', 1],
    ['PT1M', 60_000],
    ['PT1.5H', 5_400_000],
    ['P1D', 86_400_000],
    ['P2W', 1_209_600_000],
    ['P1W1DT1H1M1S', 694_861_000],
    [{ seconds: 3, milliseconds: 5 }, 3_005],
    [{ days: 1, hours: 2, minutes: 3 }, 93_780_000],
  ])('%j is %i ms', (value, milliseconds) => {
    const reading = newReading();
    expect(readDuration(reading, value, '/wait')).toEqual({ kind: 'milliseconds', pointer: '/wait', value: milliseconds });
    expect(reading.findings).toEqual([]);
  });

  test('an expression keeps its text', () => {
    expect(readDuration(newReading(), '${ $delay }', '/wait')).toEqual({ kind: 'expression', pointer: '/wait', text: '$delay' });
  });

  test.each([
    ['P1Y', 'UWF-1072'],
    ['P1M', 'UWF-1072'],
    ['P0Y1D', 'UWF-1072'],
    ['P36526D', 'UWF-1073'],
    [{ days: 1e9 }, 'UWF-1073'],
  ])('%j is refused', (value, code) => {
    const reading = newReading();
    expect(readDuration(reading, value, '/wait')).toBeUndefined();
    expect(codesOf(reading)).toEqual([[code, '/wait']]);
  });

  test.each(['P', 'PT', '1S', 'P1DT', 5, null, undefined])('%j is left to the checks', (value) => {
    const reading = newReading();
    expect(readDuration(reading, value, '/wait')).toBeUndefined();
    expect(reading.findings).toEqual([]);
  });
});

test('readTimeout() takes a name or a duration', () => {
  expect(readTimeout(newReading(), 'short', '/timeout')).toEqual({ kind: 'reference', name: 'short', pointer: '/timeout' });
  expect(readTimeout(newReading(), { after: 'PT1S' }, '/timeout')).toEqual({ kind: 'after', duration: { kind: 'milliseconds', pointer: '/timeout/after', value: 1_000 } });
  expect(readTimeout(newReading(), {}, '/timeout')).toBeUndefined();
});
