import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJsonEqual } from '#shared/core/expression/jsonpath/json-equal.ts';
import { COMPARED_DEPTH_MAX } from '#shared/core/expression/jsonpath/limits.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

const json: fc.Arbitrary<JsonValue> = fc.jsonValue().map((value): JsonValue => JSON.parse(JSON.stringify(value)));

function nested(depth: number): JsonValue {
  return Array.from({ length: depth }).reduce<JsonValue>((inner) => [inner], null);
}

describe('isJsonEqual', () => {
  test('is true for a copy of any value', () => {
    fc.assert(fc.property(json, (value) => isJsonEqual(value, JSON.parse(JSON.stringify(value)))));
  });

  test('does not look at the order of members', () => {
    expect(isJsonEqual({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  });

  test.each<[JsonValue, JsonValue]>([
    [1, '1'],
    [null, false],
    [[1], [1, 2]],
    [[1], { 0: 1 }],
    [{ a: 1 }, { a: 2 }],
    [{ a: null }, { b: null }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: 1 }, [1]],
  ])('%j is not %j', (left, right) => {
    expect(isJsonEqual(left, right)).toBe(false);
    expect(isJsonEqual(right, left)).toBe(false);
  });

  test('follows a bounded depth', () => {
    expect(isJsonEqual(nested(COMPARED_DEPTH_MAX), nested(COMPARED_DEPTH_MAX))).toBe(true);
    expect(isJsonEqual(nested(COMPARED_DEPTH_MAX + 2), nested(COMPARED_DEPTH_MAX + 2))).toBe(false);
  });
});
