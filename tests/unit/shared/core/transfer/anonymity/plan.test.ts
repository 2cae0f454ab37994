import { describe, expect, test } from 'vitest';
import { parseAnonymityPlan } from '#shared/core/transfer/anonymity/plan.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const plan: JsonObject = { k: 5, suppression: 0.05, subject: '/id', fields: { '/id': 'direct', '/age': { quasi: { range: 10 } }, '/sex': 'quasi', '/city': { quasi: 'suppress' }, '/illness': { sensitive: { l: 3 } }, '/cost': { sensitive: { l: 2, range: 100 } }, '/note': 'sensitive' } };

describe('parseAnonymityPlan()', () => {
  test('reads rules in every way that they are written', () => {
    const parsed = parseAnonymityPlan(plan);
    expect(parsed.ok && [...parsed.value.fields]).toEqual([
      ['/id', { kind: 'direct' }],
      ['/age', { kind: 'quasi', generalise: { kind: 'range', width: 10, from: 0 } }],
      ['/sex', { kind: 'quasi', generalise: { kind: 'keep' } }],
      ['/city', { kind: 'quasi', generalise: { kind: 'suppress' } }],
      ['/illness', { kind: 'sensitive', generalise: { kind: 'keep' }, distinctMin: 3 }],
      ['/cost', { kind: 'sensitive', generalise: { kind: 'range', width: 100, from: 0 }, distinctMin: 2 }],
      ['/note', { kind: 'sensitive', generalise: { kind: 'keep' }, distinctMin: 1 }],
    ]);
  });

  test.each<[string, JsonObject, string]>([
    ['one subject', { ...plan, k: 1 }, '/k'],
    ['half a subject', { ...plan, k: 2.5 }, '/k'],
    ['no k', { subject: 'rows', fields: {} }, '/k'],
    ['everything left out', { ...plan, suppression: 1 }, '/suppression'],
    ['no word whose a row is', { k: 5, fields: {} }, '/subject'],
    ['no fields', { k: 5, subject: 'rows' }, '/fields'],
    ['a field that is no pointer', { ...plan, fields: { id: 'direct' } }, '/fields'],
    ['a rule that is none', { ...plan, fields: { '/id': 'hidden' } }, '/fields'],
    ['two rules in one', { ...plan, fields: { '/id': { quasi: 'keep', sensitive: {} } } }, '/fields'],
    ['l of nothing', { ...plan, fields: { '/id': { sensitive: { l: 0 } } } }, '/fields'],
    ['an unknown member', { ...plan, kk: 5 }, ''],
  ])('refuses a plan with %s', (_name, value, pointer) => {
    const parsed = parseAnonymityPlan(value);
    expect(parsed.ok ? [] : parsed.error.map((finding) => finding.pointer)).toContain(pointer);
  });

  test('refuses what is no object', () => {
    expect(parseAnonymityPlan([]).ok).toBe(false);
  });
});
