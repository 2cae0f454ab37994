import { expect, test } from 'vitest';
import { readUse } from '#shared/core/definition/normalise/use.ts';
import { newReading } from './readings.ts';

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

test('readUse() reads secrets, authentications, catalogues and extensions', () => {
  const reading = newReading();
  const use = readUse(reading, {
    use: {
      secrets: ['s'],
      authentications: { a: { basic: { use: 's' } } },
      catalogs: { mine: { endpoint: { uri: 'https://x/catalog', authentication: { use: 'a' } } } },
      extensions: [{ outer: { extend: 'call', when: '${ .a }', before: [{ b: { set: { x: 1 } } }] } }, { inner: { extend: 'all', after: [{ c: { wait: 'PT1S' } }] } }, { odd: {} }],
    },
  });
  expect([...use.secrets]).toEqual(['s']);
  expect(use.authentications.get('a')).toEqual({ kind: 'secret', scheme: 'basic', secret: 's', pointer: '/use/authentications/a/basic/use' });
  expect(use.catalogs.get('mine')).toMatchObject({ pointer: '/use/catalogs/mine', uri: 'https://x/catalog', authentication: { kind: 'reference', name: 'a' } });
  expect(use.extensions).toMatchObject([
    { name: 'outer', pointer: '/use/extensions/0/outer', extend: 'call', when: { pointer: '/use/extensions/0/outer/when', text: '.a' }, before: [{ name: 'b', pointer: '/use/extensions/0/outer/before/0/b' }], after: [] },
    { name: 'inner', extend: 'all', before: [], after: [{ pointer: '/use/extensions/1/inner/after/0/c' }] },
  ]);
  expect(use.extensions).toHaveLength(2);
  expect(reading.findings).toEqual([]);
});

test('nothing is used when there is no use', () => {
  expect(readUse(newReading(), {}).functions.size).toBe(0);
});
