import { describe, expect, test } from 'vitest';
import { readRowSchema, tierFindings } from '#shared/core/transfer/row-schema.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

const object = (properties: JsonValue, more: Readonly<Record<string, JsonValue>> = {}): JsonValue => ({ type: 'object', additionalProperties: false, properties, ...more });

describe('readRowSchema()', () => {
  test('lists every field with its tier, inherited downwards and never less sensitive beneath', () => {
    const schema = readRowSchema(object({
      id: { type: 'string', 'x-tier': 3 },
      plain: { type: ['number', 'null'] },
      client: object({ name: { type: 'string' }, city: { type: 'string', 'x-tier': 3 } }, { 'x-tier': 1 }),
      tags: { type: 'array', items: { type: 'string' } },
    }));
    expect(schema.findings).toEqual([]);
    expect(schema.fields.map(({ pointer, tier, isInArray }) => [pointer, tier, isInArray])).toEqual([['/id', 3, false], ['/plain', 2, false], ['/client/name', 1, false], ['/client/city', 1, false], ['/tags/-', 2, true]]);
    expect(tierFindings(schema).map(({ pointer }) => pointer)).toEqual(['/properties/client/properties/name', '/properties/client/properties/city']);
  });

  test.each<[string, JsonValue, string, RegExp]>([
    ['that is none', true, '', /schema of an object/u],
    ['of something else', { type: 'array' }, '', /schema of an object/u],
    ['that is open', { type: 'object', properties: {} }, '', /additionalProperties must be false/u],
    ['that is open further down', object({ a: { type: 'object', properties: {} } }), '/properties/a', /additionalProperties must be false/u],
    ['without properties', { type: 'object', additionalProperties: false }, '', /in properties/u],
    ['of a field without a type', object({ a: {} }), '/properties/a', /must have a type/u],
    ['of a field that may be anything', object({ a: true }), '/properties/a', /with a type/u],
    ['of a field of an unknown type', object({ a: { type: 'money' } }), '/properties/a', /must have a type/u],
    ['of a field that is an object or not', object({ a: { type: ['object', 'string'], additionalProperties: false, properties: {} } }), '/properties/a', /nothing else/u],
    ['of an array without items', object({ a: { type: 'array' } }), '/properties/a', /what its items are/u],
    ['with a reference', object({ a: { type: 'string', $ref: '#/x' } }), '/properties/a', /\$ref/u],
    ['with alternatives', object({ a: { type: 'string', anyOf: [] } }), '/properties/a', /anyOf/u],
    ['with names by pattern', object({}, { patternProperties: {} }), '', /patternProperties/u],
    ['of what is transient', object({ cvv: { type: 'string', 'x-transient': true } }), '/properties/cvv', /transient/u],
  ])('refuses a schema %s, by pointer', (_name, schema, pointer, message) => {
    expect(readRowSchema(schema).findings).toContainEqual({ pointer, message: expect.stringMatching(message) });
  });

  test('does not follow a schema that is nested without end', () => {
    let schema: JsonValue = { type: 'string' };
    for (let level = 0; level < 40; level += 1) schema = object({ a: schema });
    expect(readRowSchema(schema).findings[0]?.message).toContain('nested deeper');
  });
});
