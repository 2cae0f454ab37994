import { expect, test } from 'vitest';
import { collectEventPlaces } from '#shared/core/definition/check/event-places.ts';
import { collectPlaces } from '#shared/core/definition/check/places.ts';
import { documentOf } from './documents.ts';

test('filters and conditions are found in schedules, listeners and what ends them', () => {
  const document = documentOf(`
schedule: {on: {all: [{with: {a: 1}}]}}
do:
  - a: {listen: {to: {one: {with: {b: 1}}}}}
  - c: {fork: {branches: [{d: {listen: {to: {any: [{with: {e: 1}}, {with: {f: 1}}], until: {any: [], until: .x}}}}}]}}
  - g: {call: f, with: {listen: {to: {one: {}}}}}
`);
  const { filters, conditions } = collectEventPlaces(document, collectPlaces(document));
  expect(filters.map(({ pointer }) => pointer)).toEqual([
    '/schedule/on/all/0',
    '/do/0/a/listen/to/one',
    '/do/1/c/fork/branches/0/d/listen/to/any/0',
    '/do/1/c/fork/branches/0/d/listen/to/any/1',
  ]);
  expect(conditions).toEqual([{ pointer: '/do/1/c/fork/branches/0/d/listen/to/until/until', value: '.x' }]);
});

test('a document without events has none', () => {
  expect(collectEventPlaces({}, collectPlaces({}))).toEqual({ filters: [], conditions: [] });
});
