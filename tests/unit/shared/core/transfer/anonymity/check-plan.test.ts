import { describe, expect, test } from 'vitest';
import { anonymousSchemaOf, checkAnonymityPlan } from '#shared/core/transfer/anonymity/check-plan.ts';
import { parseAnonymityPlan } from '#shared/core/transfer/anonymity/plan.ts';
import { readRowSchema } from '#shared/core/transfer/row-schema.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    id: { type: 'string', 'x-tier': 1 },
    born: { type: 'string', 'x-tier': 1 },
    sex: { type: 'string', enum: ['f', 'm'] },
    cost: { type: 'number', 'x-tier': 1 },
    product: { type: 'string' },
    things: { type: 'array', items: { type: 'string' } },
    place: { type: 'object', additionalProperties: false, properties: { code: { type: 'integer' } } },
  },
};
const good: JsonObject = { '/id': 'direct', '/born': { quasi: { date: 'year' } }, '/sex': 'quasi', '/cost': { sensitive: { range: 100 } }, '/product': 'sensitive', '/things/-': 'direct', '/place/code': { quasi: { range: 1_000 } } };

function check(fields: JsonObject, more: JsonObject = {}) {
  const plan = parseAnonymityPlan({ k: 5, subject: '/id', fields, ...more });
  if (!plan.ok) throw new TypeError(JSON.stringify(plan.error));
  return { plan: plan.value, outcome: checkAnonymityPlan(plan.value, readRowSchema(schema), { kMin: 5, suppressionMax: 0.1 }) };
}

describe('checkAnonymityPlan()', () => {
  test('accepts a plan that covers every field and promises enough', () => {
    expect(check(good).outcome.ok).toBe(true);
  });

  test.each<[string, { readonly fields: JsonObject; readonly more?: JsonObject }, string, string]>([
    ['too few subjects', { fields: good, more: { k: 4 } }, '/k', 'less than the 5'],
    ['too much left out', { fields: good, more: { suppression: 0.2 } }, '/suppression', 'more than the 0.1'],
    ['a field without a rule', { fields: { ...good, '/product': 'direct', '/sex': 'quasi', '/other': 'quasi' } }, '/fields', 'does not declare'],
    ['Tier 1 that would leave as it is', { fields: { ...good, '/born': 'quasi' } }, '/properties/born', 'Tier 1'],
    ['Tier 1 to be studied as it is', { fields: { ...good, '/cost': 'sensitive' } }, '/properties/cost', 'Tier 1'],
    ['Tier 1 to be studied by its beginning', { fields: { ...good, '/cost': { sensitive: { prefix: 6 } } } }, '/properties/cost', 'Tier 1'],
    ['an array that would leave', { fields: { ...good, '/things/-': 'sensitive' } }, '/properties/things/items', 'array'],
    ['a subject that nobody knows', { fields: good, more: { subject: '/nobody' } }, '/subject', 'not a field'],
  ])('refuses %s', (_name, { fields, more }, pointer, message) => {
    const { outcome } = check(fields, more);
    expect(outcome.ok ? [] : outcome.error).toContainEqual({ pointer, message: expect.stringContaining(message) });
  });

  test('refuses a plan that leaves a field out, and one without a quasi-identifier', () => {
    const { '/sex': _sex, ...fewer } = good;
    const missing = check(fewer).outcome;
    expect(missing.ok ? [] : missing.error).toEqual([{ pointer: '/properties/sex', message: 'has no rule in the plan' }]);
    const none = check(Object.fromEntries(Object.entries(good).map(([pointer, rule]) => [pointer, JSON.stringify(rule).includes('quasi') ? 'direct' : rule]))).outcome;
    expect(none.ok ? [] : none.error).toEqual([{ pointer: '/fields', message: 'must name at least one quasi-identifier' }]);
  });
});

test('the schema of what leaves has no direct identifier, and is closed', () => {
  const { plan } = check(good);
  const left = anonymousSchemaOf(plan, schema);
  expect(readRowSchema(left)).toEqual({ findings: [], fields: expect.any(Array) });
  expect(readRowSchema(left).fields.map(({ pointer, types }) => [pointer, types])).toEqual([
    ['/born', ['string', 'null']],
    ['/sex', ['string', 'null']],
    ['/cost', ['string', 'null']],
    ['/product', ['string', 'null']],
    ['/place/code', ['string', 'null']],
  ]);
});
