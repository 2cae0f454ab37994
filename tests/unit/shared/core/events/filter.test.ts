import { describe, expect, test } from 'vitest';
import { toWorkItemExpression as expression } from '#shared/core/asl/model.ts';
import { evaluateOver, passFilter } from '#shared/core/events/filter.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

const SCOPE = { variables: {}, correlations: {} };
const PAID: JsonObject = { type: 'paid', source: 'shop', data: { order: 'o-1', amount: 5 } };

describe('a filter', () => {
  test.each<readonly [JsonValue, boolean]>([
    [{ with: {} }, true],
    [{}, true],
    [{ with: { type: 'paid' } }, true],
    [{ with: { type: 'paid', source: 'other' } }, false],
    [{ with: { subject: null } }, false],
    [{ with: { data: { amount: 5, order: 'o-1' } } }, true],
    [{ with: { data: { amount: 5 } } }, false],
    [{ with: { type: expression('$ = "paid"') } }, true],
    [{ with: { data: expression('amount > 4') } }, true],
    [{ with: { data: expression('amount > 5') } }, false],
    [{ with: { data: expression('amount') } }, false],
    [{ with: { data: expression('$error("no")') } }, false],
    [{ with: { data: expression('((') } }, false],
    [{ with: { type: expression('$contains($, /^(?:pa.d)$/)') } }, true],
    [{ with: { subject: expression('$ = null') } }, true],
    [null, false],
  ])('%j on the event: %s', (filter, expected) => {
    expect(passFilter(filter, PAID, SCOPE) !== undefined).toBe(expected);
  });

  test('sees the variables that were given with it', () => {
    const filter = { with: { data: expression('order = $wanted') } };
    expect(passFilter(filter, PAID, { ...SCOPE, variables: { wanted: 'o-1' } })).toBeDefined();
    expect(passFilter(filter, PAID, { ...SCOPE, variables: { wanted: 'o-2' } })).toBeUndefined();
  });

  test('a member that every object has is no attribute', () => {
    expect(passFilter({ with: { constructor: expression('$ != null') } }, PAID, SCOPE)).toBeUndefined();
  });

  test('a pattern that would take for ever elsewhere is judged at once', () => {
    const filter = { with: { type: expression('$contains($, /^(?:(a+)+)$/)') } };
    const started = performance.now();
    expect(passFilter(filter, { type: `${'a'.repeat(5_000)}!` }, SCOPE)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('a correlation', () => {
  const order = (expected?: JsonValue): JsonValue => ({ with: { type: 'paid' }, correlate: { order: { from: expression('data.order'), ...(expected === undefined ? {} : { expect: expected }) } } });

  test('without an expected value is fixed by the first event', () => {
    expect(passFilter(order(), PAID, SCOPE)).toEqual({ order: 'o-1' });
    expect(passFilter(order(), PAID, { ...SCOPE, correlations: { order: 'o-1' } })).toEqual({ order: 'o-1' });
    expect(passFilter(order(), PAID, { ...SCOPE, correlations: { order: 'o-2' } })).toBeUndefined();
  });

  test('compares with the expected value', () => {
    expect(passFilter(order('o-1'), PAID, SCOPE)).toEqual({ order: 'o-1' });
    expect(passFilter(order('o-2'), PAID, { ...SCOPE, correlations: { order: 'o-1' } })).toBeUndefined();
  });

  test('of an event that does not have the value does not hold', () => {
    expect(passFilter(order(), { type: 'paid' }, SCOPE)).toBeUndefined();
    expect(passFilter({ correlate: { order: {} } }, PAID, SCOPE)).toBeUndefined();
  });
});

describe('evaluateOver()', () => {
  test('says by a code why there is no value, without quoting data', () => {
    const outcome = evaluateOver('$error(secret)', { secret: 'canary-4711' }, {});
    expect(outcome.ok).toBe(false);
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });
});
