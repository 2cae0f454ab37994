import { describe, expect, test } from 'vitest';
import { SHARD_COUNT, shardOf } from '#shared/adapters/postgres/shard.ts';

describe('shardOf()', () => {
  test('never changes: it is part of what is stored', () => {
    expect(['', 'a', 'foobar', '0b9e6f1c-8d5c-4a53-9d5e-1f1c0f3e7a11', '東京'].map(shardOf)).toEqual([5, 12, 8, 0, 0]);
  });

  test('spreads ids over all shards evenly', () => {
    const counts = Array.from({ length: SHARD_COUNT }, () => 0);
    for (let index = 0; index < 16_000; index += 1) {
      const shard = shardOf(`execution-${String(index)}`);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  });
});
