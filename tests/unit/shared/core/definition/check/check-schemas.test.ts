import { describe, expect, test } from 'vitest';
import { checkSchema, checkSchemas } from '#shared/core/definition/check/check-schemas.ts';
import { collectPlaces } from '#shared/core/definition/check/places.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

const AT = '/output/schema/document';

function findingsOf(schema: JsonValue): readonly (readonly [string, string])[] {
  const document = { output: { schema: { document: schema } } };
  return checkSchemas(document, collectPlaces(document)).map(({ code, pointer }) => [code, pointer.slice(AT.length)]);
}

describe('a schema is valid', () => {
  test.each<JsonValue>([
    true,
    {},
    { type: ['object', 'null'], properties: { a: { $ref: '#/$defs/x~1y' } }, $defs: { 'x/y': { type: 'string', format: 'date', 'x-tier': 1, 'x-mine': 1 } } },
    { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'urn:x', $comment: 'c' },
    { properties: { $ref: { type: 'string' }, 'x-tier': { type: 'integer' }, tier: {} } },
    { enum: [{ $ref: 'anything', 'x-tier': 9 }], const: { 'x-teir': 1 }, default: { oneOf: 1 }, examples: [{ $dynamicRef: '#x' }] },
    { $ref: '#/%24defs/a', $defs: { a: {} } },
  ])('%j', (schema) => {
    expect(findingsOf(schema)).toEqual([]);
  });
});

describe('a schema is refused', () => {
  test.each<[JsonValue, string, string]>([
    ['text', 'UWF-1040', ''],
    [{ type: 'text' }, 'UWF-1040', '/type'],
    [{ properties: [] }, 'UWF-1040', '/properties'],
    [{ items: [{}] }, 'UWF-1040', '/items'],
    [{ required: 'a' }, 'UWF-1040', '/required'],
    [{ minimum: '1' }, 'UWF-1040', '/minimum'],
    [{ pattern: '(' }, 'UWF-1040', '/pattern'],
    [{ properties: { a: { maxLength: -1 } } }, 'UWF-1040', '/properties/a/maxLength'],
    [{ $ref: '#/$defs/absent' }, 'UWF-1041', '/$ref'],
    [{ $ref: 'https://example.com/schema.json' }, 'UWF-1041', '/$ref'],
    [{ $ref: 'other.json#/a' }, 'UWF-1041', '/$ref'],
    [{ $ref: '#anchor', $defs: { a: { $anchor: 'anchor' } } }, 'UWF-1041', '/$ref'],
    [{ $ref: '#/properties', properties: {} }, 'UWF-1041', '/$ref'],
    [{ $ref: '#' }, 'UWF-1042', '/$ref'],
    [{ properties: { a: { $ref: '#' } } }, 'UWF-1042', '/properties/a/$ref'],
    [{ 'x-tier': 4 }, 'UWF-1043', '/x-tier'],
    [{ 'x-tier': '1' }, 'UWF-1043', '/x-tier'],
    [{ 'x-transient': 'yes' }, 'UWF-1043', '/x-transient'],
    [{ 'x-teir': 1 }, 'UWF-1043', '/x-teir'],
    [{ xTier: 1 }, 'UWF-1043', '/xTier'],
    [{ tier: 1 }, 'UWF-1043', '/tier'],
    [{ 'x-trasient': true }, 'UWF-1043', '/x-trasient'],
    [{ minLenght: 1 }, 'UWF-1046', '/minLenght'],
    [{ $dynamicRef: '#a' }, 'UWF-1047', '/$dynamicRef'],
    [{ dependencies: {} }, 'UWF-1047', '/dependencies'],
    [{ $schema: 'http://json-schema.org/draft-07/schema#' }, 'UWF-1047', '/$schema'],
    [{ properties: { a: { $id: 'urn:y' } } }, 'UWF-1047', '/properties/a/$id'],
  ])('%j', (schema, code, pointer) => {
    expect(findingsOf(schema)).toEqual([[code, pointer]]);
  });

  test('circles by several references are found once', () => {
    expect(findingsOf({ $ref: '#/$defs/a', $defs: { a: { properties: { x: { $ref: '#/$defs/b' } } }, b: { items: { $ref: '#/$defs/a' } } } }).map(([code]) => code)).toEqual(['UWF-1042']);
  });

  test('an unknown keyword is only a warning', () => {
    const document = { output: { schema: { document: { nullable: true } } } };
    expect(checkSchemas(document, collectPlaces(document)).map(({ severity }) => severity)).toEqual(['warning']);
  });
});

test('schemas of tasks, functions, exports and iterators are checked too', () => {
  const bad = { schema: { document: { type: 'text' } } };
  const document = {
    do: [{ a: { set: { x: 1 }, input: bad, export: bad } }, { b: { listen: { to: { any: [] } }, foreach: { output: bad } } }],
    use: { functions: { f: { set: { x: 1 }, output: bad } } },
    input: bad,
  };
  expect(checkSchemas(document, collectPlaces(document)).map(({ pointer }) => pointer)).toEqual([
    '/input/schema/document/type',
    '/do/0/a/input/schema/document/type',
    '/do/0/a/export/schema/document/type',
    '/do/1/b/foreach/output/schema/document/type',
    '/use/functions/f/output/schema/document/type',
  ]);
});

test('a schema in another format is not read as JSON Schema', () => {
  const document = { output: { schema: { format: 'xml', document: '<a/>' } } };
  expect(checkSchemas(document, collectPlaces(document))).toEqual([]);
});

test('a long chain of references is followed', () => {
  const $defs = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`d${index}`, { $ref: `#/$defs/d${index + 1}` }]));
  expect(findingsOf({ $ref: '#/$defs/d0', $defs: { ...$defs, d5000: { 'x-tier': 1 } } })).toEqual([]);
});

test('checkSchema() says of a schema that was fetched what is said of one in the document', () => {
  const protectedSchema = { type: 'object', properties: { pan: { type: 'string', 'x-tier': 1 } } };
  const codes = (isInput: boolean) => checkSchema({ document: protectedSchema, pointer: '/input/schema/resource', isInput }).map(({ code, pointer }) => [code, pointer]);
  expect(codes(true)).toEqual([['UWF-1045', '/input/schema/resource']]);
  expect(codes(false)).toEqual([]);
});
