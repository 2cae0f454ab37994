import { describe, expect, test } from 'vitest';
import { createOrder } from '#shared/adapters/dynamodb/outgoing.ts';

describe('createOrder()', () => {
  test('goes by the clock, and within a moment by turn', () => {
    const times = [5, 5, 5, 6, 12];
    const order = createOrder(() => times.shift() ?? 0);
    const given = Array.from({ length: 5 }, order);
    expect(given.toSorted()).toEqual(given);
    expect(new Set(given).size).toBe(5);
  });

  test('does not go back with a clock that does', () => {
    const times = [1_000, 10, 9];
    const order = createOrder(() => times.shift() ?? 0);
    const given = Array.from({ length: 3 }, order);
    expect(given.toSorted()).toEqual(given);
    expect(new Set(given).size).toBe(3);
  });
});
