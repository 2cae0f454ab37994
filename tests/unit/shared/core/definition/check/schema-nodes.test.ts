import { expect, test } from 'vitest';
import { localTarget, orderSchema, schemaNodesOf } from '#shared/core/definition/check/schema-nodes.ts';

test('schemaNodesOf() finds schemas in every position, and nothing in data', () => {
  const nodes = schemaNodesOf({ properties: { a: true, items: { not: {} } }, oneOf: [{}], $defs: { d: {} }, enum: [{ properties: {} }], default: { items: {} }, unknown: { properties: {} } });
  expect([...nodes.keys()]).toEqual(['', '/properties/a', '/properties/items', '/properties/items/not', '/oneOf/0', '/$defs/d']);
});

test('definitions apply only where they are referred to', () => {
  const nodes = schemaNodesOf({ $defs: { d: {} }, items: { $ref: '#/$defs/d' } });
  expect(nodes.get('')?.children).toMatchObject([{ keyword: 'items' }]);
  expect(nodes.get('/items')?.children).toEqual([{ keyword: '$ref', to: '/$defs/d' }]);
});

test('orderSchema() puts what is inside first, and finds circles', () => {
  const plain = orderSchema(schemaNodesOf({ items: { $ref: '#/$defs/d' }, $defs: { d: { not: {} } } }));
  expect(plain.innerFirst.map(({ pointer }) => pointer)).toEqual(['/$defs/d/not', '/$defs/d', '/items', '']);
  expect(plain.circles).toEqual([]);
  expect(orderSchema(schemaNodesOf({ items: { $ref: '#' } })).circles).toMatchObject([{ from: { pointer: '/items' }, edge: { keyword: '$ref' } }]);
});

test('localTarget() takes references into the same document by JSON Pointer', () => {
  expect(localTarget('#')).toBe('');
  expect(localTarget('#/$defs/a%20b~1c')).toBe('/$defs/a b~1c');
  expect([localTarget('#a'), localTarget('x#/a'), localTarget('#/%'), localTarget('')]).toEqual([undefined, undefined, undefined, undefined]);
});
