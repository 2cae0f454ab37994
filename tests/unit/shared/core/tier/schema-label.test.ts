import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { sensitivityOf } from '#shared/core/tier/label.ts';
import { claimedTiers, labelOfSchema, sealedFieldsOf, transientPathsOf, type SchemaReading } from '#shared/core/tier/schema-label.ts';
import type { Zone } from '#shared/core/tier/tier.ts';

function reading(schema: JsonObject | boolean, zone: Zone = 'private-cloud'): SchemaReading {
  return { schema, pointer: '/input/schema/document', defaultTier: 2, zone };
}

function paths(schema: JsonObject | boolean, zone?: Zone): readonly string[] {
  return sealedFieldsOf(reading(schema, zone)).map((field) => field.dataPath.join('.'));
}

const CUSTOMER: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    id: { type: 'string', 'x-tier': 3 },
    channel: { type: 'string' },
    name: { type: 'string', 'x-tier': 1 },
    address: { type: 'object', 'x-tier': 1, properties: { city: { type: 'string', 'x-tier': 3 } } },
    cards: { type: 'array', items: { type: 'object', additionalProperties: false, properties: { pan: { type: 'string', 'x-tier': 1 }, brand: { type: 'string' } } } },
    cvv: { type: 'string', 'x-tier': 1, 'x-transient': true },
  },
};

describe('labels of schemas', () => {
  test('what travels sealed is the annotated node as a whole', () => {
    expect(paths(CUSTOMER)).toEqual(['name', 'address', 'cards.*.pan']);
  });

  test('the origin is the pointer of the schema node in the definition', () => {
    expect(sealedFieldsOf(reading(CUSTOMER)).map((field) => field.origin)).toContain('/input/schema/document/properties/cards/items/properties/pan');
  });

  test('nothing is sealed on-prem', () => {
    expect(paths(CUSTOMER, 'on-prem')).toEqual([]);
  });

  test('a public cloud gets what no schema annotates sealed too, field by field', () => {
    expect(paths(CUSTOMER, 'public-cloud')).toEqual(['channel', 'name', 'address', 'cards']);
    expect(paths(true, 'public-cloud')).toEqual(['']);
    expect(paths(true)).toEqual([]);
  });

  test('a tier counts downwards, and beneath Tier 1 nothing is less', () => {
    expect(paths({ type: 'object', 'x-tier': 1, additionalProperties: false, properties: { a: { 'x-tier': 3 } } })).toEqual(['']);
  });

  test('an annotation beneath a combinator makes the whole node as sensitive', () => {
    const schema: JsonObject = { type: 'object', additionalProperties: false, properties: { either: { anyOf: [{ type: 'string', 'x-tier': 1 }, { type: 'null' }] } } };
    expect(paths(schema)).toEqual(['either']);
  });

  test('a local reference is followed, a circle is one sealed piece', () => {
    expect(paths({ type: 'object', additionalProperties: false, properties: { a: { $ref: '#/$defs/pan' } }, $defs: { pan: { type: 'string', 'x-tier': 1 } } })).toEqual(['a']);
    const circle: JsonObject = { $ref: '#/$defs/node', $defs: { node: { type: 'object', additionalProperties: false, properties: { next: { $ref: '#/$defs/node' }, pan: { type: 'string', 'x-tier': 1 } } } } };
    expect(sensitivityOf(labelOfSchema(reading(circle)))).toBe(1);
  });

  test('transient fields are known by path, and are never sealed', () => {
    expect(transientPathsOf(CUSTOMER)).toEqual([['cvv']]);
    expect(paths(CUSTOMER)).not.toContain('cvv');
  });

  test('every claimed tier is found', () => {
    expect(claimedTiers(CUSTOMER)).toEqual([3, 1, 1, 3, 1, 1]);
  });
});
