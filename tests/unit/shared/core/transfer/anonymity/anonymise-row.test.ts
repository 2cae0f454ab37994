import { describe, expect, test } from 'vitest';
import { anonymiseRow } from '#shared/core/transfer/anonymity/anonymise-row.ts';
import { parseAnonymityPlan } from '#shared/core/transfer/anonymity/plan.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const parsed = parseAnonymityPlan({ k: 2, subject: '/client/id', fields: { '/client/id': 'direct', '/cards/-': 'direct', '/client/age': { quasi: { range: 10 } }, '/sex': 'quasi', '/illness': { sensitive: { l: 2 } }, '/note': 'sensitive' } });

function play(row: JsonObject) {
  if (!parsed.ok) throw new TypeError('the plan is good');
  return anonymiseRow(parsed.value, row);
}

describe('anonymiseRow()', () => {
  test('leaves what the plan leaves, and says what the class is counted by', () => {
    expect(play({ client: { id: 'C-12345', age: 37 }, cards: ['4111111111111111'], sex: 'f', illness: 'cold', note: 'none' })).toEqual({
      ok: true,
      value: { row: { client: { age: '30..40' }, sex: 'f', illness: 'cold', note: 'none' }, classKey: '["30..40","f"]', subject: '"C-12345"', sensitive: ['"cold"'] },
    });
  });

  test('what is not there is null, and all whose subject is missing are one', () => {
    const row = play({ sex: 'm' });
    expect(row.ok && [row.value.row, row.value.subject]).toEqual([{ client: { age: null }, sex: 'm', illness: null, note: null }, 'null']);
  });

  test.each<[string, JsonObject, string]>([
    ['a name in a text', { client: { id: 'Zoë Lee' }, note: 'spoke to ZOË LEE today' }, '/note'],
    ['a card of a list', { cards: ['4111111111111111'], illness: 'card 4111111111111111' }, '/illness'],
  ])('does not let %s pass in another field', (_name, row, pointer) => {
    expect(play(row)).toEqual({ ok: false, error: [{ pointer, message: 'holds a direct identifier of its row' }] });
  });

  test('names what the plan does not fit, and not what it holds', () => {
    expect(play({ client: { age: 'thirty-seven' } })).toEqual({ ok: false, error: [{ pointer: '/client/age', message: 'must be a number' }] });
  });
});
