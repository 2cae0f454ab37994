import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generalise, parseGeneralisation, type Generalisation } from '#shared/core/transfer/anonymity/generalise.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

describe('generalise()', () => {
  test.each<[Generalisation, JsonValue | undefined, JsonValue]>([
    [{ kind: 'keep' }, 'x', 'x'],
    [{ kind: 'keep' }, false, false],
    [{ kind: 'suppress' }, 'x', null],
    [{ kind: 'prefix', characters: 2 }, 'ABCD', 'AB*'],
    [{ kind: 'prefix', characters: 2 }, '漢字かな', '漢字*'],
    [{ kind: 'prefix', characters: 9 }, 'AB', 'AB*'],
    [{ kind: 'range', width: 1_000, from: 0 }, 1_999.99, '1000..2000'],
    [{ kind: 'range', width: 1_000, from: 0 }, 2_000, '2000..3000'],
    [{ kind: 'range', width: 10, from: 0 }, -1, '-10..0'],
    [{ kind: 'range', width: 10, from: 5 }, '17.5', '15..25'],
    [{ kind: 'range', width: 0.1, from: 0 }, 0.35, '0.3..0.4'],
    [{ kind: 'date', to: 'year' }, '1984-05-06', '1984'],
    [{ kind: 'date', to: 'month' }, '1984-05-06T07:08:09+06:00', '1984-05'],
    [{ kind: 'date', to: 'quarter' }, '1984-11', '1984-Q4'],
    [{ kind: 'range', width: 10, from: 0 }, null, null],
    [{ kind: 'date', to: 'year' }, undefined, null],
  ])('by %j makes of %j: %j', (how, value, coarse) => {
    expect(generalise(how, value)).toEqual({ ok: true, value: coarse });
  });

  test.each<[Generalisation, JsonValue]>([
    [{ kind: 'range', width: 10, from: 0 }, '4111 1111'],
    [{ kind: 'range', width: 10, from: 0 }, true],
    [{ kind: 'date', to: 'year' }, '06.05.1984'],
    [{ kind: 'date', to: 'year' }, '1984-13-01'],
    [{ kind: 'date', to: 'year' }, 19_840_506],
    [{ kind: 'prefix', characters: 1 }, true],
    [{ kind: 'keep' }, ['x']],
    [{ kind: 'prefix', characters: 1 }, { a: 1 }],
  ])('by %j refuses %j without repeating it', (how, value) => {
    const coarse = generalise(how, value);
    expect([coarse.ok, JSON.stringify(coarse).includes(String(value))]).toEqual([false, false]);
  });

  test('a number is in the range that it became', () => {
    fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 }), (value, width, from) => {
      const coarse = generalise({ kind: 'range', width, from }, value);
      const [low, high] = coarse.ok ? String(coarse.value).split('..').map(Number) : [];
      expect([low !== undefined && low <= value, high !== undefined && value < high]).toEqual([true, true]);
    }));
  });
});

describe('parseGeneralisation()', () => {
  test.each<[JsonValue]>([[{ range: 0 }], [{ range: -1 }], [{ range: {} }], [{ prefix: 0 }], [{ prefix: 1.5 }], [{ date: 'week' }], [{ date: 'year', prefix: 1 }], ['hide'], [null], [{}]])('refuses %j', (value) => {
    expect(parseGeneralisation(value)).toBeUndefined();
  });
});
