import { expect, test } from 'vitest';
import { followReference, itemsAt, objectAt, textAt } from '#shared/core/compiler/openapi/json.ts';

test('references inside of the document are followed, one after the other', () => {
  const root = { a: { $ref: '#/b/0' }, b: [{ $ref: '#/c~1d' }], 'c/d': { x: 1 } };
  expect(followReference(root, root.a)).toEqual({ x: 1 });
});

test.each([{ $ref: 'other.json#/a' }, { $ref: '#/missing' }, { $ref: '#/self' }, 'text', undefined])('%j leads nowhere', (value) => {
  expect(followReference({ self: { $ref: '#/self' } }, value)).toBeUndefined();
});

test('members of another form are as if they were not there', () => {
  expect([objectAt({ a: [] }, 'a'), itemsAt({ a: {} }, 'a'), textAt({ a: 1 }, 'a'), objectAt(undefined, 'a'), itemsAt(3, 'a')]).toEqual([{}, [], undefined, {}, []]);
  expect([objectAt({ a: { b: 1 } }, 'a'), itemsAt({ a: [1] }, 'a'), textAt({ a: 'x' }, 'a')]).toEqual([{ b: 1 }, [1], 'x']);
});
