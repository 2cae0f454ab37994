import { expect, test } from 'vitest';
import { readError, readErrorFilter, readRetry, readRetryPolicy } from '#shared/core/definition/normalise/errors.ts';
import { codesOf, newReading } from './readings.ts';

test('readError() keeps title and detail as templates', () => {
  expect(readError(newReading(), { type: 'urn:x', status: 409, title: 'T', detail: '${ $d }', instance: '/do/0' }, '/e')).toEqual({
    pointer: '/e',
    type: 'urn:x',
    status: 409,
    instance: '/do/0',
    title: { pointer: '/e/title', value: 'T' },
    detail: { pointer: '/e/detail', value: '${ $d }' },
  });
  expect(Object.keys(readError(newReading(), { type: 'urn:x', status: 409 }, '/e') ?? {})).toEqual(['pointer', 'type', 'status']);
});

test('readError() refuses expressions where the kind of error has to be known', () => {
  const reading = newReading();
  expect(readError(reading, { type: '${ $x }', status: 400 }, '/e')).toBeUndefined();
  readError(reading, { type: 'x', status: 400, instance: '${ $x }' }, '/f');
  expect(codesOf(reading)).toEqual([
    ['UWF-1070', '/e/type'],
    ['UWF-1070', '/f/instance'],
  ]);
});

test('readErrorFilter() takes what is given; nothing given matches every error', () => {
  expect(readErrorFilter({ errors: { with: { type: 'x', status: 404, title: 't', detail: 'd', instance: 'i' } } }, '/c')).toEqual({ pointer: '/c/errors/with', type: 'x', status: 404, title: 't', detail: 'd', instance: 'i' });
  expect(readErrorFilter({}, '/c')).toEqual({ pointer: '/c' });
});

test('readRetryPolicy() reads every part', () => {
  const policy = {
    when: '$a',
    exceptWhen: '${ $b }',
    delay: 'PT1S',
    backoff: { exponential: {} },
    limit: { attempt: { count: 3, duration: 'PT2S' }, duration: { seconds: 3 } },
    jitter: { from: { milliseconds: 1 }, to: { milliseconds: 2 } },
  };
  const ms = (pointer: string, value: number) => ({ kind: 'milliseconds', pointer, value });
  expect(readRetryPolicy(newReading(), policy, '/r')).toEqual({
    pointer: '/r',
    backoff: 'exponential',
    when: { pointer: '/r/when', text: '$a' },
    exceptWhen: { pointer: '/r/exceptWhen', text: '$b' },
    delay: ms('/r/delay', 1_000),
    attemptCount: 3,
    attemptDuration: ms('/r/limit/attempt/duration', 2_000),
    totalDuration: ms('/r/limit/duration', 3_000),
    jitter: { from: ms('/r/jitter/from', 1), to: ms('/r/jitter/to', 2) },
  });
  expect(readRetryPolicy(newReading(), {}, '/r')).toEqual({ pointer: '/r', backoff: 'constant' });
});

test('options of a backoff are refused, since the DSL defines none', () => {
  const reading = newReading();
  readRetryPolicy(reading, { backoff: { exponential: { factor: 3 } } }, '/r');
  expect(codesOf(reading)).toEqual([['UWF-1070', '/r/backoff/exponential']]);
});

test('readRetry() takes a name or a policy', () => {
  expect(readRetry(newReading(), 'often', '/r')).toEqual({ kind: 'reference', name: 'often', pointer: '/r' });
  expect(readRetry(newReading(), {}, '/r')).toEqual({ kind: 'policy', policy: { pointer: '/r', backoff: 'constant' } });
  expect(readRetry(newReading(), undefined, '/r')).toBeUndefined();
});
