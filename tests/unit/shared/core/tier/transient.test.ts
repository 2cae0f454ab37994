import { describe, expect, test } from 'vitest';
import { transientPlaces } from '#shared/core/tier/transient.ts';

const CODE = { type: 'string', 'x-transient': true };

describe('transientPlaces()', () => {
  test('finds marked members, items and whole objects, the outermost first', () => {
    const schema = {
      type: 'object',
      properties: { code: CODE, cards: { type: 'array', items: { properties: { code: CODE } } }, otp: { 'x-transient': true, properties: { digits: CODE } } },
    };
    expect(transientPlaces(schema, { code: '1', cards: [{ code: '2' }, {}], otp: { digits: '3' }, other: 'x' })).toEqual(['/code', '/cards/0/code', '/otp']);
  });

  test('finds nothing where the value is absent or null, or nothing is marked', () => {
    const schema = { properties: { code: CODE, name: { type: 'string', 'x-transient': false } } };
    expect(transientPlaces(schema, {})).toEqual([]);
    expect(transientPlaces(schema, { code: null, name: 'x' })).toEqual([]);
    expect(transientPlaces(true, { code: '1' })).toEqual([]);
  });

  test('follows local references, also in a circle', () => {
    const schema = { $defs: { node: { properties: { code: CODE, next: { $ref: '#/$defs/node' } } }, loop: { $ref: '#/$defs/loop' } }, $ref: '#/$defs/node', allOf: [{ $ref: '#/$defs/loop' }] };
    expect(transientPlaces(schema, { next: { next: { code: '1' } } })).toEqual(['/next/next/code']);
  });

  test.each(['allOf', 'anyOf', 'oneOf'])('looks into %s', (keyword) => {
    expect(transientPlaces({ [keyword]: [{ properties: { code: CODE } }, true] }, { code: '1' })).toEqual(['/code']);
  });

  test.each(['if', 'then', 'else', 'not'])('looks into %s', (keyword) => {
    expect(transientPlaces({ [keyword]: { properties: { code: CODE } } }, { code: '1' })).toEqual(['/code']);
  });

  test('looks into the other applicators of members and items', () => {
    expect(transientPlaces({ patternProperties: { '^c': CODE } }, { code: '1' })).toEqual(['/code']);
    expect(transientPlaces({ additionalProperties: CODE }, { code: '1' })).toEqual(['/code']);
    expect(transientPlaces({ properties: { code: true }, additionalProperties: CODE }, { code: '1' })).toEqual([]);
    expect(transientPlaces({ dependentSchemas: { a: { properties: { code: CODE } } } }, { code: '1' })).toEqual(['/code']);
    expect(transientPlaces({ prefixItems: [CODE], items: true }, ['1', '2'])).toEqual(['/0']);
    expect(transientPlaces({ contains: CODE }, ['1'])).toEqual(['/0']);
  });

  test('takes a reference that leads nowhere, or outside, for no schema', () => {
    expect(transientPlaces({ $ref: '#/$defs/none' }, 'x')).toEqual([]);
    expect(transientPlaces({ $ref: 'https://example.com/schema' }, 'x')).toEqual([]);
    expect(transientPlaces({ $defs: { 'a b': CODE }, $ref: '#/$defs/a%20b' }, 'x')).toEqual(['']);
    expect(transientPlaces({ $defs: { '%': CODE }, $ref: '#/$defs/%' }, 'x')).toEqual(['']);
    expect(transientPlaces({ allOf: [CODE], $ref: '#/allOf/0' }, 'x')).toEqual(['']);
  });
});
