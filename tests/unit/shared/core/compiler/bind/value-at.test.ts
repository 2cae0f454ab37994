import { expect, test } from 'vitest';
import { valueAt } from '#shared/core/compiler/bind/value-at.ts';

test('follows a JSON Pointer through objects and arrays, and nothing that is inherited', () => {
  const root = { a: [{ 'b/c': 1 }] };
  expect(valueAt(root, '')).toBe(root);
  expect(valueAt(root, '/a/0/b~1c')).toBe(1);
  for (const pointer of ['/a/1', '/x', '/a/0/b~1c/d', '/constructor', '/a/length']) expect(valueAt(root, pointer)).toBeUndefined();
});
