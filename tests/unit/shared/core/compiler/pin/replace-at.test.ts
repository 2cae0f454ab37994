import { expect, test } from 'vitest';
import { replaceAt } from '#shared/core/compiler/pin/replace-at.ts';

test('only what is on the way to the place is made anew', () => {
  const root = { a: [{ b: 1 }, { b: 2 }], c: { d: 3 } };
  const changed = replaceAt(root, '/a/1/b', 9);
  expect(changed).toEqual({ a: [{ b: 1 }, { b: 9 }], c: { d: 3 } });
  expect(root.a[1]).toEqual({ b: 2 });
});

test('objects that are missing on the way are made', () => {
  expect(replaceAt({}, '/use/functions/a~1b', 1)).toEqual({ use: { functions: { 'a/b': 1 } } });
  expect(replaceAt(5, '', 1)).toBe(1);
});
