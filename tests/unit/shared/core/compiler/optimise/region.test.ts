import { expect, test } from 'vitest';
import { regionOf } from '#shared/core/compiler/optimise/region.ts';

const set = { set: { x: 1 } };
const SOURCE = {
  use: { functions: { f: { do: [{ a: set }, { l: { for: { in: '${ . }' }, do: [{ b: set }] } }] } } },
  do: [
    { plain: set },
    { group: { do: [{ inner: set }] } },
    { loop: { for: { in: '${ . }' }, do: [{ one: set }, { nested: { do: [{ two: set }] } }] } },
    { guarded: { try: [{ three: set }], catch: { do: [{ four: set }] } } },
    { heard: { listen: { to: {} }, foreach: { do: [{ five: set }] } } },
    { spread: { fork: { branches: [{ six: set }] } } },
  ],
};

test.each([
  ['', ''],
  ['/do/0/plain', ''],
  ['/do/1/group/do/0/inner', ''],
  ['/do/2/loop', ''],
  ['/do/2/loop/do/0/one', '/do/2/loop/do'],
  ['/do/2/loop/do/1/nested/do/0/two', '/do/2/loop/do'],
  ['/do/3/guarded', ''],
  ['/do/3/guarded/try/0/three', '/do/3/guarded/try'],
  ['/do/3/guarded/catch/do/0/four', '/do/3/guarded/catch/do'],
  ['/do/4/heard/foreach/do/0/five', '/do/4/heard/foreach/do'],
  ['/do/5/spread/fork/branches/0/six', ''],
  ['/use/functions/f/do/0/a', ''],
  ['/use/functions/f/do/1/l/do/0/b', '/use/functions/f/do/1/l/do'],
  ['/do/9/gone', ''],
])('the task at %j stands in the body %j', (pointer, region) => {
  expect(regionOf(SOURCE, pointer)).toBe(region);
});

test('names of tasks decide nothing', () => {
  expect(regionOf({ do: [{ try: set }, { do: { do: [{ for: set }] } }] }, '/do/0/try')).toBe('');
  expect(regionOf({ do: [{ do: { do: [{ for: set }] } }] }, '/do/0/do/do/0/for')).toBe('');
});
