import { describe, expect, test } from 'vitest';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

const CLOSED = { type: 'object', required: ['id'], properties: { id: { type: 'string' }, age: { type: 'integer', minimum: 18 } }, additionalProperties: false };

const validator = createSchemaValidator();

function findingsOf(schema: JsonObject | boolean, value: JsonValue): readonly { readonly pointer: string; readonly keyword: string; readonly message: string }[] {
  return validator.validate({ schema, value }).map(({ pointer, keyword, message }) => ({ pointer, keyword, message }));
}

/** What a finding says, all of it, to search for what it must not say. */
function everythingSaid(schema: JsonObject | boolean, value: JsonValue): string {
  return JSON.stringify(validator.validate({ schema, value }));
}

describe('a value', () => {
  test('that fits the schema has no finding', () => {
    expect(findingsOf(CLOSED, { id: 'a', age: 18 })).toEqual([]);
  });

  test('that does not fit has all findings at once', () => {
    expect(findingsOf(CLOSED, { age: 3 })).toEqual([
      { pointer: '', keyword: 'required', message: "must have required property 'id'" },
      { pointer: '/age', keyword: 'minimum', message: 'must be >= 18' },
    ]);
  });

  test('is refused by the schema false and accepted by the schema true', () => {
    expect(findingsOf(false, 1)).toEqual([{ pointer: '', keyword: 'false', message: 'is not allowed here' }]);
    expect(findingsOf(true, 1)).toEqual([]);
  });

  test('names the place in the schema as a JSON Pointer, with its own escapes only', () => {
    const schema = { properties: { 'a/b c': { type: 'string' } } };
    expect(validator.validate({ schema, value: { 'a/b c': 1 } })).toMatchObject([{ pointer: '/a~1b c', schemaPointer: '/properties/a~1b c/type' }]);
  });

  test('of which more than a hundred parts are wrong has a hundred findings', () => {
    const schema = { type: 'array', items: { type: 'string' } };
    expect(findingsOf(schema, Array.from({ length: 500 }, (_, index) => index))).toHaveLength(100);
  });

  test('does not inherit properties from its prototype', () => {
    expect(findingsOf({ required: ['toString'] }, {})).toHaveLength(1);
  });
});

describe('a finding never says', () => {
  test('the name of a property that the schema does not declare', () => {
    const said = everythingSaid(CLOSED, { id: 'a', 'Erika Mustermann': 'x', other: 1 });
    expect(said).not.toContain('Erika');
    expect(findingsOf(CLOSED, { id: 'a', 'Erika Mustermann': 'x', other: 1 })).toEqual([{ pointer: '', keyword: 'additionalProperties', message: 'has a property that the schema does not declare' }]);
  });

  test('the name of a property that only a pattern or additionalProperties admits', () => {
    const schema = { patternProperties: { '^k': { type: 'object', properties: { inner: { type: 'number' } } } }, additionalProperties: { type: 'string' } };
    const said = everythingSaid(schema, { kErika: { inner: 'x' }, Mustermann: 5 });
    expect(said).not.toMatch(/Erika|Mustermann/u);
    expect(findingsOf(schema, { Mustermann: 5 })).toEqual([{ pointer: '', keyword: 'type', message: 'must be string' }]);
  });

  test('the name that propertyNames refuses', () => {
    expect(everythingSaid({ propertyNames: { maxLength: 3, pattern: '^[a-z]+$' } }, { ERIKA: 1 })).not.toContain('ERIKA');
  });

  test.each<[string, JsonObject]>([
    ['type', { type: 'number' }],
    ['enum', { enum: ['A', 'B'] }],
    ['const', { const: 'A' }],
    ['pattern', { pattern: '^[0-9]+$' }],
    ['format', { format: 'date' }],
    ['minLength', { minLength: 100 }],
    ['maxLength', { maxLength: 2 }],
    ['not', { not: { type: 'string' } }],
    ['anyOf', { anyOf: [{ type: 'number' }, { const: 'Z' }] }],
    ['oneOf', { oneOf: [{ type: 'string' }, { minLength: 1 }] }],
    ['if', { if: { type: 'string' }, then: { const: 'Z' } }],
  ])('the value that %s refuses', (keyword, field) => {
    const schema = { properties: { name: field } };
    const said = everythingSaid(schema, { name: 'Erika' });
    expect(said).not.toContain('Erika');
    expect(findingsOf(schema, { name: 'Erika' }).map((finding) => finding.keyword)).toContain(keyword);
  });

  test('a duplicate item', () => {
    expect(findingsOf({ uniqueItems: true }, ['Erika', 'Erika'])).toEqual([{ pointer: '', keyword: 'uniqueItems', message: 'must not have the same item twice' }]);
  });

  test.each<[JsonObject, JsonValue, string]>([
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, "must have property 'b' beside 'a'"],
    [{ minItems: 2 }, [1], 'must have at least 2 items'],
    [{ maxItems: 1 }, [1, 2], 'must have at most 1 items'],
    [{ prefixItems: [true], items: false }, [1, 2], 'must have at most 1 items'],
    [{ prefixItems: [true], unevaluatedItems: false }, [1, 2], 'has more items than the schema allows'],
    [{ properties: { a: true }, unevaluatedProperties: false }, { b: 1 }, 'has a property that the schema does not declare'],
    [{ minProperties: 1 }, {}, 'must have at least 1 properties'],
    [{ maxProperties: 0 }, { a: 1 }, 'must have at most 0 properties'],
    [{ contains: { const: 1 } }, [2], 'must contain a matching item'],
    [{ maximum: 1 }, 2, 'must be <= 1'],
    [{ exclusiveMinimum: 1 }, 1, 'must be > 1'],
    [{ exclusiveMaximum: 1 }, 1, 'must be < 1'],
    [{ multipleOf: 2 }, 1, 'must be a multiple of 2'],
    [{ type: ['string', 'null'] }, 1, 'must be string or null'],
  ])('more than the schema does: %j', (schema, value, message) => {
    expect(findingsOf(schema, value).map((finding) => finding.message)).toContain(message);
  });
});

describe('a schema', () => {
  test('may carry our annotations and those of others', () => {
    const schema = { type: 'object', properties: { pan: { type: 'string', 'x-tier': 1 }, cvv: { 'x-transient': true, 'x-owner': 'cards' } } };
    expect(validator.check({ schema })).toEqual([]);
  });

  test('with a format that nobody knows warns once and lets the value pass', () => {
    const unknown: string[] = [];
    const warning = createSchemaValidator({ onUnknownFormat: (format) => unknown.push(format) });
    const schema = { properties: { a: { format: 'iban' }, b: { format: 'constructor' } } };
    expect(warning.validate({ schema, value: { a: 'x', b: 'y' } })).toEqual([]);
    warning.validate({ schema, value: { a: 'x' } });
    expect(unknown.toSorted()).toEqual(['constructor', 'iban']);
  });

  test.each<[string, JsonObject]>([
    ['a misspelt keyword', { requird: ['a'] }],
    ['a value that the meta-schema refuses', { type: 'strnig' }],
    ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#' }],
    ['a reference to nowhere', { $ref: '#/$defs/none' }],
    ['a reference to another document', { $ref: 'https://example.com/schema.json' }],
    ['a pattern with a look-ahead', { pattern: '(?=a)b' }],
    ['a pattern with a back-reference', { pattern: '(a)\\1' }],
    ['a pattern that does not parse', { pattern: '(' }],
    ['an asynchronous validator', { $async: true, type: 'object' }],
  ])('with %s cannot be used, says so, and lets nothing pass', (_name, schema) => {
    expect(validator.check({ schema })).toMatchObject([{ keyword: '$schema', message: expect.stringContaining('cannot be checked: ') }]);
    expect(validator.validate({ schema, value: {} })).toHaveLength(1);
  });

  test('may have the same $id as another one', () => {
    expect(findingsOf({ $id: 'urn:example:same', type: 'string' }, 1)).toHaveLength(1);
    expect(findingsOf({ $id: 'urn:example:same', type: 'number' }, 1)).toEqual([]);
  });

  test('is compiled once, also when it comes again as another object', () => {
    let compilations = 0;
    const counting = createSchemaValidator({ onUnknownFormat: () => (compilations += 1) });
    const text = JSON.stringify({ format: 'iban' });
    for (let round = 0; round < 3; round += 1) {
      const schema: JsonObject = JSON.parse(text);
      counting.validate({ schema, value: 'x' });
      counting.validate({ schema, value: 'y' });
    }
    expect(compilations).toBe(1);
  });

  test('of more than five hundred kept ones is forgotten when it was asked for the longest time ago', () => {
    let compilations = 0;
    const counting = createSchemaValidator({ onUnknownFormat: () => (compilations += 1) });
    const nth = (number: number): JsonObject => ({ format: 'iban', description: String(number) });
    for (let number = 0; number < 501; number += 1) counting.validate({ schema: nth(number), value: 'x' });
    counting.validate({ schema: nth(500), value: 'x' });
    expect(compilations).toBe(501);
    counting.validate({ schema: nth(0), value: 'x' });
    expect(compilations).toBe(502);
  });
});

describe('time does not explode', () => {
  function milliseconds(work: () => void): number {
    const start = performance.now();
    work();
    return performance.now() - start;
  }

  test('with a pattern that backtracks for ever elsewhere', () => {
    expect(milliseconds(() => findingsOf({ pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}!`))).toBeLessThan(2_000);
  });

  test('with a format and a very long text', () => {
    const texts = ['a-'.repeat(100_000), `${'a.'.repeat(100_000)}@`, '1'.repeat(200_000)];
    for (const format of ['email', 'hostname', 'uri', 'date-time', 'uri-template', 'regex']) {
      expect(milliseconds(() => texts.forEach((text) => expect(findingsOf({ format }, text)).toHaveLength(1)))).toBeLessThan(1_000);
    }
  });

  test('with many different items that must be unique', () => {
    const items = Array.from({ length: 30_000 }, (_, index) => ({ a: index }));
    expect(milliseconds(() => expect(findingsOf({ uniqueItems: true }, items)).toEqual([]))).toBeLessThan(2_000);
  });

  test('with references that double at every level: the schema is refused', () => {
    const levels = Array.from({ length: 30 }, (_, level) => [`l${level}`, { anyOf: [{ $ref: `#/$defs/l${level + 1}` }, { $ref: `#/$defs/l${level + 1}` }] }]);
    const schema: JsonObject = { $ref: '#/$defs/l0', $defs: { ...Object.fromEntries(levels), l30: { const: 1 } } };
    expect(milliseconds(() => expect(findingsOf(schema, 2)).toMatchObject([{ message: expect.stringContaining('grows to more than') }]))).toBeLessThan(1_000);
  });

  test('with recursion through two alternatives: the schema is refused', () => {
    const branch = { properties: { x: { $ref: '#' } } };
    expect(findingsOf({ anyOf: [branch, { ...branch }] }, {})).toMatchObject([{ message: expect.stringContaining('more than one alternative') }]);
  });

  test('with plain recursion: trees and lists stay possible', () => {
    const tree = { $defs: { node: { type: 'object', properties: { left: { $ref: '#/$defs/node' }, right: { $ref: '#/$defs/node' }, rest: { type: 'array', items: { $ref: '#/$defs/node' } } }, additionalProperties: false } }, allOf: [{ $ref: '#/$defs/node' }] };
    expect(findingsOf(tree, { left: { left: {} }, right: { rest: [{}, {}] } })).toEqual([]);
    expect(findingsOf(tree, { left: { middle: {} } })).toMatchObject([{ pointer: '/left' }]);
  });

  test('with a schema that is its own subschema: the value is refused, the process lives', () => {
    expect(findingsOf({ $ref: '#' }, 1)).toMatchObject([{ keyword: '$schema' }]);
  });

  test('with a schema that is too large or too deep', () => {
    const deep = JSON.parse(`${'{"not":'.repeat(200)}{}${'}'.repeat(200)}`) as JsonObject;
    expect(findingsOf(deep, 1)).toMatchObject([{ message: expect.stringContaining('nested more than') }]);
    expect(findingsOf({ enum: Array.from({ length: 30_000 }, (_, index) => index) }, 1)).toMatchObject([{ message: expect.stringContaining('more than 20000 nodes') }]);
  });
});
