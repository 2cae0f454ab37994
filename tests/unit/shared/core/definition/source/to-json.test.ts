import { expect, test } from 'vitest';
import type { SourceMapping, SourceNode } from '#shared/core/definition/source/node.ts';
import { toJson } from '#shared/core/definition/source/to-json.ts';

const one: SourceNode = { kind: 'scalar', offset: 0, value: 1 };

function mappingOf(members: readonly (readonly [string, SourceNode])[]): SourceMapping {
  return { kind: 'mapping', offset: 0, members: members.map(([key, value], index) => ({ key, keyOffset: index, value })) };
}

function doubled(times: number): SourceNode {
  return Array.from({ length: times }).reduce<SourceNode>((inner) => ({ kind: 'sequence', offset: 0, items: [inner, inner] }), one);
}

test('toJson() gives plain JSON', () => {
  expect(toJson(mappingOf([['a', one], ['b', { kind: 'sequence', offset: 0, items: [one, mappingOf([])] }]]))).toEqual({ value: { a: 1, b: [1, {}] }, findings: [] });
});

test('toJson() refuses a key that stands twice, at its second place, and reserved keys', () => {
  expect(toJson(mappingOf([['a', one], ['a', one]])).findings).toMatchObject([{ code: 'UWF-1004', offset: 1 }]);
  expect(toJson(mappingOf([['__proto__', one]])).findings).toMatchObject([{ code: 'UWF-1011' }]);
});

test('toJson() knows how large shared nodes would be without writing them out', () => {
  expect(toJson(mappingOf([['a', doubled(10)]])).findings).toEqual([]);
  expect(toJson(mappingOf([['a', doubled(40)]])).findings).toMatchObject([{ code: 'UWF-1002' }]);
  expect(toJson(mappingOf([['a', doubled(70)]])).findings).toMatchObject([{ code: 'UWF-1003' }]);
});

test('toJson() refuses strings that no store can hold', () => {
  expect(toJson(mappingOf([['a', { kind: 'scalar', offset: 7, value: 'x\0' }]])).findings).toMatchObject([{ code: 'UWF-1009', offset: 7 }]);
  expect(toJson(mappingOf([['\uD800', one]])).findings).toMatchObject([{ code: 'UWF-1009' }]);
});
