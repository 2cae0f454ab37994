import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { pointerOfWay, replaceOnWay } from '#shared/core/tier/schema-way.ts';

const DOCUMENT: JsonObject = {
  $defs: { person: { properties: { name: { $ref: '#/$defs/name' } } }, name: { type: 'string' }, alias: { $ref: '#/$defs/person' }, circle: { $ref: '#/$defs/circle' }, 'a/b': { items: {} } },
  properties: {
    client: { $ref: '#/$defs/alias' },
    payee: { $ref: '#/$defs/person' },
    odd: { $ref: '#/$defs/a~1b' },
    round: { $ref: '#/$defs/circle' },
    elsewhere: { $ref: 'https://example.com/schema' },
    list: { type: 'array', items: { $ref: '#/$defs/person' } },
  },
};

describe('pointerOfWay()', () => {
  test.each([
    ['', ''],
    ['/properties/client', '/properties/client'],
    ['/properties/client/properties/name', '/$defs/person/properties/name'],
    ['/properties/list/items/properties/name', '/$defs/person/properties/name'],
    ['/properties/odd/items', '/$defs/a~1b/items'],
    ['/properties/none/items', '/properties/none/items'],
    ['/properties/round/items', '/properties/round/items'],
    ['/properties/elsewhere/items', '/properties/elsewhere/items'],
  ])('%s leads to %s', (way, pointer) => {
    expect(pointerOfWay(DOCUMENT, way)).toBe(pointer);
  });
});

describe('replaceOnWay()', () => {
  const changed = (way: string): JsonObject => {
    const document = replaceOnWay(DOCUMENT, way, () => 'new');
    return typeof document === 'boolean' ? {} : document;
  };

  test('changes the one field whose way it is, and no other one of the same schema', () => {
    expect(changed('/properties/client/properties/name')).toEqual({ ...DOCUMENT, properties: { ...(DOCUMENT['properties'] as JsonObject), client: { properties: { name: 'new' } } } });
  });

  test('leaves a document as it is in which the way leads nowhere', () => {
    for (const way of ['/properties/none', '/properties/round/items', '/properties/elsewhere/items', '/properties/list/items/0']) expect(changed(way)).toEqual(DOCUMENT);
  });

  test('replaces the whole document', () => {
    expect(replaceOnWay(DOCUMENT, '', () => true)).toBe(true);
  });
});
