import { expect, test } from 'vitest';
import { readUse } from '#shared/core/definition/normalise/use.ts';
import { codesOf, newReading } from './readings.ts';

test('readUse() reads components by name', () => {
  const reading = newReading();
  const use = readUse(reading, {
    use: {
      errors: { bad: { type: 'x', status: 400 } },
      retries: { often: { delay: 'PT1S' } },
      timeouts: { short: { after: 'PT2S' } },
      functions: { f: { set: { a: 1 } } },
      catalogs: { default: { endpoint: 'x' } },
      secrets: [],
      extensions: [],
      authentications: {},
    },
  });
  expect(use.errors.get('bad')).toMatchObject({ pointer: '/use/errors/bad', status: 400 });
  expect(use.retries.get('often')).toMatchObject({ pointer: '/use/retries/often', delay: { value: 1_000 } });
  expect(use.timeouts.get('short')).toMatchObject({ pointer: '/use/timeouts/short/after', value: 2_000 });
  expect(use.functions.get('f')).toMatchObject({ kind: 'set', name: 'f', pointer: '/use/functions/f' });
  expect(reading.findings).toEqual([]);
});

test('what is not there yet is refused by name, and extensions are looked into', () => {
  const reading = newReading();
  readUse(reading, { use: { secrets: ['s'], authentications: { a: {} }, catalogs: { mine: {} }, extensions: [{ e: { extend: 'all', before: [{ b: { run: {} } }] } }] } });
  expect(codesOf(reading)).toEqual([
    ['UWF-1070', '/use/authentications'],
    ['UWF-1070', '/use/extensions'],
    ['UWF-1070', '/use/secrets'],
    ['UWF-1070', '/use/extensions/0/e/before/0/b/run'],
    ['UWF-1070', '/use/catalogs/mine'],
  ]);
});

test('nothing is used when there is no use', () => {
  expect(readUse(newReading(), {}).functions.size).toBe(0);
});
