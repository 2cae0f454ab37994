import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paceAfterAnswer, paceAfterBusy, startPace, waitOf, type Pace } from '#shared/core/batch/pace.ts';

const repeat = (pace: Pace, times: number): Pace => Array.from({ length: times }).reduce<Pace>((at) => paceAfterAnswer(at), pace);

describe('a pace', () => {
  test('halves when the service is busy, and holds for as long as it asks', () => {
    const pace = paceAfterBusy(startPace(32), { now: 1_000, sentAt: 900, retryAfterMs: 3_000 });
    expect([pace.allowed, waitOf(pace, 1_000, 0), waitOf(pace, 4_000, 15), waitOf(pace, 4_000, 16)]).toEqual([16, 3_000, 0, undefined]);
  });

  test('halves once for one burst: answers to what was sent before say nothing new', () => {
    const first = paceAfterBusy(startPace(32), { now: 1_000, sentAt: 900 });
    const second = paceAfterBusy(first, { now: 1_010, sentAt: 950 });
    const later = paceAfterBusy(second, { now: 3_000, sentAt: 2_500 });
    expect([second.allowed, second.holdUntil, later.allowed]).toEqual([16, 2_010, 8]);
  });

  test('comes back step by step, to what was asked for and no further', () => {
    const pace = paceAfterBusy(startPace(8), { now: 0, sentAt: 0 });
    expect([Math.floor(repeat(pace, 6).allowed), repeat(pace, 1_000).allowed]).toEqual([5, 8]);
  });

  test('always lets one through, whatever the service answers, and never more than asked for', () => {
    const event = fc.record({ isBusy: fc.boolean(), at: fc.nat(1_000), retryAfterMs: fc.nat(200_000) });
    fc.assert(fc.property(fc.integer({ min: 1, max: 256 }), fc.array(event), (most, events) => {
      let [pace, now] = [startPace(most), 0];
      for (const { isBusy, at, retryAfterMs } of events) {
        now += at;
        pace = isBusy ? paceAfterBusy(pace, { now, sentAt: now, retryAfterMs }) : paceAfterAnswer(pace);
        expect(pace.allowed).toBeGreaterThanOrEqual(1);
        expect(pace.allowed).toBeLessThanOrEqual(most);
      }
      expect(waitOf(pace, now, 0)).toBeLessThanOrEqual(60_000);
    }));
  });
});
