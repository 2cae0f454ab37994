import { expect, test } from 'vitest';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { placeLeaf, writeTree, type Tree } from '#shared/core/kernel/tree.ts';

function treeOf(...leaves: readonly (readonly [readonly string[], JsonValue])[]): Tree<JsonValue> {
  const tree: Tree<JsonValue> = new Map();
  for (const [path, leaf] of leaves) placeLeaf(tree, path, leaf);
  return tree;
}

test('leaves with a common way share its branches, in the order in which they came', () => {
  const written = writeTree(treeOf([['a', 'y'], 1], [['b'], [2]], [['a', 'x'], { z: 3 }]));
  expect(JSON.stringify(written)).toBe('{"a":{"y":1,"x":{"z":3}},"b":[2]}');
});

test('a leaf that stands on the way of a later one makes room for it, and the later one of two at one place stays', () => {
  expect(writeTree(treeOf([['a'], 1], [['a', 'b'], 2], [['c'], 3], [['c'], 4]))).toEqual({ a: { b: 2 }, c: 4 });
});

test('names that objects inherit are names like any other', () => {
  const written = writeTree(treeOf([['__proto__', 'polluted'], true], [['constructor'], 1]));
  expect(Object.keys(written)).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('a branch is written as its writer says, from the leaves up', () => {
  const written = writeTree(treeOf([['a', 'b'], 1]), (members) => ({ properties: members }));
  expect(written).toEqual({ properties: { a: { properties: { b: 1 } } } });
});
