import { expect, test } from 'vitest';
import { collectPlaces, dataOwnersOf, entriesOf, extensionsOf, itemsOf, iteratorsOf, memberOf, valueAlong } from '#shared/core/definition/check/places.ts';
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

test('valueAlong() follows names and positions', () => {
  expect([valueAlong({ a: [{ b: 1 }] }, ['a', 0, 'b']), valueAlong({ a: 1 }, []), valueAlong({ a: 1 }, ['a', 'b']), valueAlong(undefined, ['a'])]).toEqual([1, { a: 1 }, undefined, undefined]);
});

test('extensions are found in their order', () => {
  const document = documentOf('use: {extensions: [{x: {extend: all}}, {y: {extend: call}}]}\n');
  expect(extensionsOf(document).map(({ name, pointer }) => `${name} ${pointer}`)).toEqual(['x /use/extensions/0/x', 'y /use/extensions/1/y']);
  expect(extensionsOf({})).toEqual([]);
});

test('iterators have inputs and outputs of their own, in the order of the document', () => {
  const document = documentOf('do:\n  - a: {listen: {}, foreach: {at: i}}\n  - b: {call: asyncapi, with: {subscription: {foreach: {}}}}\n  - c: {call: f, with: {subscription: {foreach: {}}}}\n  - d: {listen: {}}\n');
  const places = collectPlaces(document);
  expect(places.tasks.map((place) => iteratorsOf(place).map(({ pointer }) => pointer))).toEqual([['/do/0/a/foreach'], ['/do/1/b/with/subscription/foreach'], [], []]);
  expect(dataOwnersOf(document, places).map(({ pointer }) => pointer)).toEqual(['', '/do/0/a', '/do/0/a/foreach', '/do/1/b', '/do/1/b/with/subscription/foreach', '/do/2/c', '/do/3/d']);
});
