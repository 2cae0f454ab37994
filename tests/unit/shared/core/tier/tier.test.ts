import { describe, expect, test } from 'vitest';
import { clearanceOf, isClearIn, joinTiers, ZONES } from '#shared/core/tier/tier.ts';

describe('tiers and zones', () => {
  test('each zone may hold its own tier and all that is less sensitive', () => {
    expect(ZONES.map((zone) => ([1, 2, 3] as const).filter((tier) => isClearIn(tier, zone)))).toEqual([[1, 2, 3], [2, 3], [3]]);
    expect(ZONES.map(clearanceOf)).toEqual([1, 2, 3]);
  });

  test('join gives the more sensitive tier', () => {
    expect(joinTiers(1, 3)).toBe(1);
    expect(joinTiers(3, 2)).toBe(2);
  });
});
