import { expect, test } from 'vitest';
import { collectPlaces, entriesOf, itemsOf, memberOf } from '#shared/core/definition/check/places.ts';
import { documentOf } from './documents.ts';

test('collectPlaces() finds tasks wherever the DSL nests them', () => {
  const rest = `
use:
  functions: {f: {do: [{a: {set: {x: 1}}}]}}
  extensions: [{x: {extend: all, before: [{b: {set: {x: 1}}}], after: [{c: {set: {x: 1}}}]}}]
do:
  - d: {try: [{e: {set: {x: 1}}}], catch: {do: [{f: {set: {x: 1}}}]}}
  - g: {for: {in: x}, do: [{h: {wait: PT1S}}]}
  - i: {fork: {branches: [{j: {call: http}}]}}
  - k: {listen: {}, foreach: {do: [{l: {run: {}}}]}}
  - m: {call: asyncapi, with: {subscription: {foreach: {do: [{n: {emit: {}}}]}}}}
`;
  const places = collectPlaces(documentOf(rest));
  expect(places.tasks.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'd try', 'e set', 'f set', 'g for', 'h wait', 'i fork', 'j call-http', 'k listen', 'l run', 'm call-asyncapi', 'n emit',
    'f do', 'a set', 'b set', 'c set',
  ]);
  expect(places.lists.map(({ pointer, role }) => `${pointer} ${role}`)).toContain('/do/2/i/fork/branches branches');
  expect(places.tasks.find(({ pointer }) => pointer === '/use/functions/f')?.list).toBeUndefined();
});

test('collectPlaces() keeps malformed tasks and lists, but does not guess which key of several is a task', () => {
  const places = collectPlaces({ do: [{ a: null }, { b: { set: 1, wait: 2 } }, 'c', { d: {}, e: {} }] });
  expect(places.tasks.map(({ name, kind }) => [name, kind])).toEqual([
    ['a', undefined],
    ['b', undefined],
  ]);
  expect(collectPlaces({ do: 'x' }).lists).toEqual([{ pointer: '/do', value: 'x', role: 'sequence' }]);
  expect(collectPlaces({})).toEqual({ lists: [], tasks: [] });
});

test('memberOf(), entriesOf() and itemsOf() take any value and own keys only', () => {
  expect([memberOf({ a: 1 }, 'a'), memberOf({}, 'constructor'), memberOf([1], '0'), memberOf(undefined, 'a')]).toEqual([1, undefined, undefined, undefined]);
  expect([entriesOf({ a: 1 }), entriesOf(null), entriesOf([1])]).toEqual([[['a', 1]], [], []]);
  expect([itemsOf([1]), itemsOf({}), itemsOf(undefined)]).toEqual([[1], [], []]);
});
