import { admitFields, type FieldRules } from '#shared/core/egress/fields.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { expect, test } from 'vitest';

const RULES: FieldRules = { n: { kind: 'number' }, b: { kind: 'boolean' }, id: { kind: 'id' }, code: { kind: 'code' }, one: { kind: 'one-of', values: ['x'] } };

test('fields with a rule leave when they keep to it', () => {
  const fields = { n: 1.5, b: false, id: '7f-1:2#a', code: 'Uwf.Timeout', one: 'x' };
  expect(admitFields(RULES, fields, () => true)).toEqual({ fields, held: 0 });
});

test.each<JsonObject>([{ n: '1' }, { b: 1 }, { id: 'Jane Doe' }, { id: '' }, { id: 'x'.repeat(201) }, { code: '7up' }, { code: 'a b' }, { one: 'y' }, { other: 1 }, { constructor: 1 }, { id: null }, { n: [1] }])('%j stays', (fields) => {
  expect(admitFields(RULES, fields, () => true)).toEqual({ fields: {}, held: 1 });
});

test('texts that are not clean stay', () => {
  expect(admitFields(RULES, { id: 'dirty', n: 1 }, (text) => text !== 'dirty')).toEqual({ fields: { n: 1 }, held: 1 });
});
