import { describe, expect, test } from 'vitest';
import { planColumns } from '#shared/core/batch/csv-columns.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'note'],
  properties: {
    id: { type: 'string' },
    amount: { type: 'number' },
    count: { $ref: '#/$defs/count' },
    active: { type: ['boolean', 'null'] },
    note: { type: ['string', 'null'] },
    kind: { enum: ['a', 'b', null] },
    level: { const: 3 },
    tags: { type: 'array', items: { type: 'string' } },
    'a.b': { type: 'integer' },
    client: { $ref: '#/$defs/client' },
    any: {},
  },
  $defs: {
    count: { type: 'integer' },
    client: { type: 'object', additionalProperties: false, properties: { name: { type: 'string' }, address: { type: 'object', properties: { city: { type: 'string' } } } } },
  },
};

const head = (...names: readonly string[]) => names.map((text) => ({ text, isQuoted: false }));

describe('planColumns()', () => {
  test('takes the types of columns from the schema, through references and into objects', () => {
    const columns = planColumns(head('id', 'amount', 'count', 'active', 'kind', 'level', 'tags', 'a.b', 'client.name', 'client.address.city', 'any', ' note '), schema);
    expect(columns.ok && columns.value.map(({ pointer, type, whenEmpty }) => [pointer, type, whenEmpty])).toEqual([
      ['/id', 'string', 'absent'],
      ['/amount', 'number', 'absent'],
      ['/count', 'integer', 'absent'],
      ['/active', 'boolean', 'absent'],
      ['/kind', 'string', 'absent'],
      ['/level', 'number', 'absent'],
      ['/tags', 'json', 'absent'],
      ['/a.b', 'integer', 'absent'],
      ['/client/name', 'string', 'absent'],
      ['/client/address/city', 'string', 'absent'],
      ['/any', 'string', 'absent'],
      ['/note', 'string', 'null'],
    ]);
  });

  test('names columns that nobody declared by their number, since the name may be anything', () => {
    expect(planColumns(head('id', '4111111111111111', '', 'client.pan'), schema)).toEqual({
      ok: false,
      error: ['column 2 is not declared by the input schema', 'column 3 has no name', 'column 4 is not declared by the input schema'],
    });
  });

  test('takes unknown columns as text where the schema is open', () => {
    const columns = planColumns(head('x', 'y.z'), { type: 'object', properties: {} });
    expect(columns.ok && columns.value.map(({ path, type }) => [path, type])).toEqual([[['x'], 'string'], [['y', 'z'], 'string']]);
    expect(planColumns(head('x'), true).ok).toBe(true);
  });

  test.each([[['id', 'id']], [['client', 'client.name']], [['client.name', 'client']]])('refuses %j, which stand for one place', (names) => {
    expect(planColumns(head(...names), schema)).toEqual({ ok: false, error: ['column 2 stands for the same place as an earlier one'] });
  });

  test('a reference that leads in a circle says nothing of a column', () => {
    const columns = planColumns(head('x'), { type: 'object', properties: { x: { $ref: '#/properties/x' } } });
    expect(columns.ok && columns.value[0]?.type).toBe('string');
  });
});
