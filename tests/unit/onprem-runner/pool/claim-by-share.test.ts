import { describe, expect, test } from 'vitest';
import { claimByShare } from '#onprem-runner/pool/claim-by-share.ts';
import { FAIR_SHARE_START, handBack, takeFor } from '#onprem-runner/pool/fair-share.ts';
import { countsOf, PRIORITIES, PRIORITY_WEIGHTS_DEFAULT, sumOf, type PriorityCounts } from '#onprem-runner/pool/priorities.ts';

/** A pool that only counts, and a store that only has numbers. */
function bench(free: number, stored: PriorityCounts) {
  const left = { ...stored };
  const begun = { ...countsOf(() => 0) };
  let state = FAIR_SHARE_START;
  let claims = 0;
  return {
    begun,
    claims: () => claims,
    turn: (isRoom = true) =>
      claimByShare({
        pool: {
          plan: (waiting = countsOf(() => 100)) => {
            const turn = takeFor({ free: free - sumOf(begun), waiting, weights: PRIORITY_WEIGHTS_DEFAULT, state });
            state = turn.state;
            return turn.take;
          },
          returnUnused: (unused) => {
            state = handBack(state, unused, PRIORITY_WEIGHTS_DEFAULT);
          },
        },
        claim: async (take) => {
          claims += 1;
          return PRIORITIES.flatMap((priority) => {
            const count = Math.min(take[priority], left[priority]);
            left[priority] -= count;
            return Array.from({ length: count }, () => ({ priority }));
          });
        },
        begin: ({ priority }) => {
          if (isRoom) begun[priority] += 1;
        },
      }),
  };
}

describe('claimByShare()', () => {
  test('gives all free hands to the only priority that has work', async () => {
    const { begun, claims, turn } = bench(15, { critical: 0, high: 0, normal: 0, low: 40 });
    expect(await turn()).toBe(false);
    expect(begun).toEqual({ critical: 0, high: 0, normal: 0, low: 15 });
    expect(claims()).toBe(2);
  });

  test('takes the shares where all have work, in one claim', async () => {
    const { begun, claims, turn } = bench(15, countsOf(() => 100));
    await turn();
    expect(begun).toEqual({ critical: 8, high: 4, normal: 2, low: 1 });
    expect(claims()).toBe(1);
  });

  test('claims once when there is nothing', async () => {
    const { claims, turn } = bench(15, countsOf(() => 0));
    expect(await turn()).toBe(false);
    expect(claims()).toBe(1);
  });

  test('passes over what finds no room, so many times and no more', async () => {
    const { claims, turn } = bench(4, { critical: 0, high: 0, normal: 1_000, low: 0 });
    expect(await turn(false)).toBe(true);
    expect(claims()).toBe(8);
  });
});
