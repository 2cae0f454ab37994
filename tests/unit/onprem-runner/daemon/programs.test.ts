import { describe, expect, test } from 'vitest';
import { nodeSchema } from '#onprem-runner/daemon/programs.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

const validator = createSchemaValidator();

const DOCUMENT: JsonObject = {
  $id: 'https://example.com/input',
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $defs: { name: { type: 'string', maxLength: 5 }, 'odd/na me': { type: 'integer' }, person: { type: 'object', properties: { name: { $ref: '#/$defs/name' } } } },
  type: 'object',
  properties: {
    name: { $ref: '#/$defs/name' },
    same: { $ref: '#/properties/name' },
    odd: { $ref: '#/$defs/odd~1na%20me' },
    owner: { type: 'object', properties: { name: { $ref: '#/$defs/name' } }, additionalProperties: false },
    friend: { $ref: '#/$defs/person' },
    data: { enum: [{ $ref: '#/not/a/reference' }] },
    'a/b c': { type: 'boolean' },
  },
};

function isValid(schemaPointer: string, value: JsonValue): boolean {
  return validator.validate({ schema: nodeSchema(DOCUMENT, schemaPointer), value }).length === 0;
}

describe('nodeSchema()', () => {
  test.each<[string, JsonValue, JsonValue]>([
    ['/properties/name', 'Anna', 'Annabella'],
    ['/properties/same', 'Anna', 7],
    ['/properties/odd', 7, 'x'],
    ['/properties/owner', { name: 'Anna' }, { name: 'Anna', more: 1 }],
    ['/properties/owner/properties/name', 'Anna', 'Annabella'],
    ['/properties/friend/properties/name', 'Anna', 'Annabella'],
    ['/properties/data', { $ref: '#/not/a/reference' }, {}],
    ['/properties/a~1b c', true, 'true'],
    ['', { name: 'Anna' }, { name: 'Annabella' }],
  ])('%s accepts and refuses what the node of the document does', (pointer, accepted, refused) => {
    expect(isValid(pointer, accepted)).toBe(true);
    expect(isValid(pointer, refused)).toBe(false);
  });

  test('a node that is not there lets nothing pass', () => {
    expect(isValid('/properties/none', 'x')).toBe(false);
  });

  test('a boolean document is its own node', () => {
    expect(validator.validate({ schema: nodeSchema(true, ''), value: 1 })).toEqual([]);
    expect(validator.validate({ schema: nodeSchema(false, ''), value: 1 })).not.toEqual([]);
  });
});
