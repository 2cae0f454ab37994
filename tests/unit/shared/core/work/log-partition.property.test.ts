import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partitionOf } from '#shared/core/work/log-partition.ts';

describe('partitionOf()', () => {
  test('is one of the partitions, and always the same one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 1_000 }), (key, partitions) => {
        const partition = partitionOf(key, partitions);
        expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true);
        expect(partitionOf(key, partitions)).toBe(partition);
      }),
    );
  });

  test.each([2, 6, 16])('spreads keys that are alike over %i partitions', (partitions) => {
    const counts = new Map<number, number>();
    for (let index = 0; index < 6_000; index += 1) {
      const partition = partitionOf(`execution-${String(index)}`, partitions);
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
    }
    expect(counts.size).toBe(partitions);
    for (const count of counts.values()) expect(Math.abs(count - 6_000 / partitions)).toBeLessThan((6_000 / partitions) * 0.25);
  });
});
