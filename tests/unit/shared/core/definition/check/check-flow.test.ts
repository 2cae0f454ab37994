import { expect, test } from 'vitest';
import { checkFlow, DIRECTIVES } from '#shared/core/definition/check/check-flow.ts';
import { collectPlaces } from '#shared/core/definition/check/places.ts';
import { documentOf } from './documents.ts';

function findings(rest: string): readonly (readonly [string, string])[] {
  return checkFlow(collectPlaces(documentOf(rest))).map(({ code, pointer }) => [code, pointer]);
}

test.each([
  ['another list', 'do:\n  - a: {do: [{b: {set: {x: 1}, then: c}}]}\n  - c: {set: {x: 1}}\n', '/do/0/a/do/0/b/then'],
  ['no task', 'do:\n  - a: {set: {x: 1}, then: b}\n', '/do/0/a/then'],
  ['no task, from a case', 'do:\n  - a: {switch: [{b: {then: c}}]}\n', '/do/0/a/switch/0/b/then'],
  ['no task, from a catch', 'do:\n  - a: {try: [{b: {set: {x: 1}}}], catch: {then: b}}\n', '/do/0/a/catch/then'],
  ['a sibling branch', 'do:\n  - a: {fork: {branches: [{b: {set: {x: 1}, then: c}}, {c: {set: {x: 1}}}]}}\n', '/do/0/a/fork/branches/0/b/then'],
  ['anything from a function', 'use: {functions: {f: {set: {x: 1}, then: f}}}\n', '/use/functions/f/then'],
])('a directive to %s is refused', (_what, rest, pointer) => {
  expect(findings(rest)).toEqual([['UWF-1034', pointer]]);
});

test('tasks of the same list can be jumped to, backwards too, and so can ends', () => {
  const rest = 'do:\n  - a: {set: {x: 1}, then: c}\n  - b: {switch: [{d: {when: x, then: a}}, {e: {then: exit}}]}\n  - c: {try: [], catch: {then: b}}\n  - f: {set: {x: 1}, then: end}\n';
  expect(findings(rest)).toEqual([]);
  expect(DIRECTIVES.has('continue')).toBe(true);
});

test('a switch has one default case, wherever it stands', () => {
  expect(findings('do:\n  - a: {switch: [{b: {then: end}}, {c: {when: x, then: end}}]}\n')).toEqual([]);
  expect(findings('do:\n  - a: {switch: [{b: {then: end}}, {c: {when: x, then: end}}, {d: {then: end}}, {e: {then: end}}]}\n')).toEqual([
    ['UWF-1035', '/do/0/a/switch/2/d'],
    ['UWF-1035', '/do/0/a/switch/3/e'],
  ]);
});
