import { describe, expect, test } from 'vitest';
import { checkAnnotations } from '#shared/core/definition/check/check-annotations.ts';
import { orderSchema, schemaNodesOf } from '#shared/core/definition/check/schema-nodes.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

function findingsOf(schema: JsonObject, isInput = false): readonly (readonly [string, string])[] {
  const nodes = schemaNodesOf(schema);
  const { innerFirst, circles } = orderSchema(nodes);
  return checkAnnotations({ nodes, innerFirst, pointer: '', isInput, isCircular: circles.length > 0 }).map(({ code, pointer }) => [code, pointer]);
}

describe('an annotation stands where the analysis follows', () => {
  test.each([['oneOf'], ['anyOf'], ['allOf'], ['prefixItems']])('not in a list beneath %s', (keyword) => {
    expect(findingsOf({ [keyword]: [{ properties: { a: { 'x-tier': 1 } } }] })).toEqual([['UWF-1044', `/${keyword}/0/properties/a/x-tier`]]);
  });

  test.each([['if'], ['then'], ['else'], ['not'], ['contains'], ['propertyNames'], ['unevaluatedItems'], ['contentSchema']])('not beneath %s', (keyword) => {
    expect(findingsOf({ [keyword]: { 'x-transient': true } })).toEqual([['UWF-1044', `/${keyword}/x-transient`]]);
  });

  test.each([['patternProperties'], ['dependentSchemas']])('not beneath a member of %s', (keyword) => {
    expect(findingsOf({ [keyword]: { '^a': { 'x-tier': 2 } } })).toEqual([['UWF-1044', `/${keyword}/^a/x-tier`]]);
  });

  test('not even when a reference leads there', () => {
    expect(findingsOf({ oneOf: [{ $ref: '#/$defs/a' }], $defs: { a: { items: { 'x-tier': 1 } } } })).toEqual([['UWF-1044', '/$defs/a/items/x-tier']]);
  });

  test('but beside such keywords, beneath properties, items and other keys, and in definitions', () => {
    expect(findingsOf({ 'x-tier': 2, oneOf: [{ required: ['a'] }], properties: { a: { items: { 'x-tier': 1 } } }, additionalProperties: { 'x-tier': 3 }, $defs: { unused: { 'x-tier': 1 } } })).toEqual([]);
  });
});

describe('an input schema with Tier 1 data is closed', () => {
  const closed = (properties: JsonObject): JsonObject => ({ type: 'object', properties, additionalProperties: false });

  test.each<[string, JsonObject]>([
    ['at every object', closed({ a: closed({ b: { 'x-tier': 1 } }) })],
    ['by unevaluatedProperties', { type: 'object', properties: { a: { 'x-transient': true } }, unevaluatedProperties: false }],
    ['in lists', closed({ a: { type: 'array', items: closed({ b: { 'x-tier': 1 } }) } })],
    ['with null beside', closed({ a: { type: ['object', 'null'], properties: { b: { 'x-tier': 1 } }, additionalProperties: false } })],
    ['through references', { ...closed({ a: { $ref: '#/$defs/a' } }), $defs: { a: closed({ b: { 'x-tier': 1 } }) } }],
    ['beneath a node that is sealed as a whole', { ...closed({ a: { 'x-tier': 1, properties: { b: { 'x-tier': 1 } } } }) }],
    ['where there is Tier 1', closed({ a: { 'x-tier': 1 }, open: { type: 'object', properties: { c: { 'x-tier': 2 } } } })],
    ['only if there is any', { properties: { a: { 'x-tier': 2 } } }],
  ])('%s', (_what, schema) => {
    expect(findingsOf(schema, true)).toEqual([]);
  });

  test.each<[string, JsonObject, string]>([
    ['open at the root', { type: 'object', properties: { a: { 'x-tier': 1 } } }, ''],
    ['open inside', closed({ a: { type: 'object', properties: { b: { 'x-tier': 1 } } } }), '/properties/a'],
    ['open by true', { type: 'object', properties: { a: { 'x-transient': true } }, additionalProperties: true }, ''],
    ['without a type', { properties: { a: { 'x-tier': 1 } }, additionalProperties: false }, ''],
    ['of several types', { type: ['object', 'string'], properties: { a: { 'x-tier': 1 } }, additionalProperties: false }, ''],
    ['a list without a type', closed({ a: { items: { 'x-tier': 1 } } }), '/properties/a'],
    ['Tier 1 under other keys', { type: 'object', additionalProperties: { 'x-tier': 1 } }, ''],
    ['open behind a reference', closed({ a: { $ref: '#/$defs/a' } }), '/$defs/a'],
  ])('%s is refused', (_what, schema, pointer) => {
    const withDefs = { ...schema, $defs: { a: { type: 'object', properties: { b: { 'x-tier': 1 } } } } };
    expect(findingsOf(withDefs, true)).toEqual([['UWF-1045', pointer]]);
    expect(findingsOf(withDefs, false)).toEqual([]);
  });
});
