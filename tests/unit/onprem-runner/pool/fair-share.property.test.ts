import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAIR_SHARE_START, handBack, takeFor, type FairShareState } from '#onprem-runner/pool/fair-share.ts';
import { countsOf, PRIORITIES, PRIORITY_WEIGHTS_DEFAULT, sumOf, type PriorityCounts } from '#onprem-runner/pool/priorities.ts';
import { IS_LONG_RUN } from '#tests/support/run-length.ts';

const RUNS = IS_LONG_RUN ? 2_000 : 60;

const counts = (max: number): fc.Arbitrary<PriorityCounts> => fc.record({ critical: fc.nat(max), high: fc.nat(max), normal: fc.nat(max), low: fc.nat(max) });
const weights: fc.Arbitrary<PriorityCounts> = fc.record({ critical: fc.integer({ min: 1, max: 40 }), high: fc.integer({ min: 1, max: 40 }), normal: fc.integer({ min: 1, max: 40 }), low: fc.integer({ min: 1, max: 40 }) });
const ENDLESS = countsOf(() => 1_000_000);

/** Turns with any number of free hands, and any work of the others. */
const turns = fc.array(fc.record({ free: fc.nat(20), waiting: counts(12) }), { minLength: 1, maxLength: 60 });

describe('takeFor()', () => {
  test('gives the configured shares to within one start, after every single start, while all have work', () => {
    fc.assert(
      fc.property(weights, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 80 }), (given, frees) => {
        let state: FairShareState = FAIR_SHARE_START;
        const had = { ...countsOf(() => 0) };
        let starts = 0;
        for (const free of frees) {
          for (let one = 0; one < free; one += 1) {
            const turn = takeFor({ free: 1, waiting: ENDLESS, weights: given, state });
            state = turn.state;
            starts += 1;
            for (const priority of PRIORITIES) {
              had[priority] += turn.take[priority];
              expect(Math.abs(had[priority] - (starts * given[priority]) / sumOf(given))).toBeLessThan(1 + 1e-6);
            }
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('never starves low: over any window in which it has work it gets its share, less what one start before and one after it make, whatever the others do', () => {
    fc.assert(
      fc.property(weights, turns, (given, schedule) => {
        let state: FairShareState = FAIR_SHARE_START;
        /** After each start: starts of all, starts of low. */
        const history: [number, number][] = [[0, 0]];
        for (const { free, waiting } of schedule) {
          for (let one = 0; one < free; one += 1) {
            const turn = takeFor({ free: 1, waiting: { ...waiting, low: 1 }, weights: given, state });
            state = turn.state;
            const [all, low] = history.at(-1) ?? [0, 0];
            history.push([all + sumOf(turn.take), low + turn.take.low]);
          }
        }
        const share = given.low / sumOf(given);
        /** How far low has ever fallen behind its share since some start before: the worst of all windows. */
        let best = Number.NEGATIVE_INFINITY;
        let worst = 0;
        for (const [all, low] of history) {
          best = Math.max(best, low - all * share);
          worst = Math.max(worst, best - (low - all * share));
        }
        expect(worst).toBeLessThan(2);
        // From the beginning no start is owed from before.
        for (const [all, low] of history) expect(low).toBeGreaterThan(all * share - 1 - 1e-6);
      }),
      { numRuns: RUNS },
    );
  });

  test('is work-conserving: takes as much as there are free hands or work, and never what is not there', () => {
    fc.assert(
      fc.property(weights, turns, (given, schedule) => {
        let state: FairShareState = FAIR_SHARE_START;
        for (const { free, waiting } of schedule) {
          const turn = takeFor({ free, waiting, weights: given, state });
          state = turn.state;
          expect(sumOf(turn.take)).toBe(Math.min(free, sumOf(waiting)));
          for (const priority of PRIORITIES) expect(turn.take[priority]).toBeLessThanOrEqual(waiting[priority]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('is deterministic, and its memory stays small: no priority saves up what it did not use', () => {
    fc.assert(
      fc.property(weights, turns, (given, schedule) => {
        const play = (): FairShareState => schedule.reduce<FairShareState>((state, { free, waiting }) => takeFor({ free, waiting, weights: given, state }).state, FAIR_SHARE_START);
        const state = play();
        expect(play()).toEqual(state);
        for (const priority of PRIORITIES) expect(Math.abs(state.ahead[priority])).toBeLessThanOrEqual(4);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('shares in numbers', () => {
  test('fifteen starts of the default weights are 8, 4, 2 and 1', () => {
    expect(takeFor({ free: 15, waiting: ENDLESS, weights: PRIORITY_WEIGHTS_DEFAULT, state: FAIR_SHARE_START }).take).toEqual({ critical: 8, high: 4, normal: 2, low: 1 });
  });

  test('what the urgent ones do not use goes to the others by their shares', () => {
    expect(takeFor({ free: 30, waiting: { critical: 0, high: 0, normal: 100, low: 100 }, weights: PRIORITY_WEIGHTS_DEFAULT, state: FAIR_SHARE_START }).take).toEqual({ critical: 0, high: 0, normal: 20, low: 10 });
  });

  test('a priority that was idle for long gets its share from now on, and nothing for the past', () => {
    const { state } = takeFor({ free: 10_000, waiting: { critical: 10_000, high: 0, normal: 0, low: 0 }, weights: PRIORITY_WEIGHTS_DEFAULT, state: FAIR_SHARE_START });
    expect(takeFor({ free: 90, waiting: { critical: 1_000, high: 0, normal: 0, low: 1_000 }, weights: PRIORITY_WEIGHTS_DEFAULT, state }).take).toEqual({ critical: 80, high: 0, normal: 0, low: 10 });
  });

  test('starts that were handed back are given to the same priority next', () => {
    const planned = takeFor({ free: 15, waiting: ENDLESS, weights: PRIORITY_WEIGHTS_DEFAULT, state: FAIR_SHARE_START });
    const state = handBack(planned.state, { critical: 8, high: 0, normal: 0, low: 0 }, PRIORITY_WEIGHTS_DEFAULT);
    expect(state.ahead.critical).toBeLessThanOrEqual(planned.state.ahead.critical);
    expect(takeFor({ free: 1, waiting: ENDLESS, weights: PRIORITY_WEIGHTS_DEFAULT, state }).take.critical).toBe(1);
  });

  test.each([0, -1, 1.5, 1_001, Number.NaN])('a weight of %d is refused', (low) => {
    expect(() => takeFor({ free: 1, waiting: ENDLESS, weights: { ...PRIORITY_WEIGHTS_DEFAULT, low }, state: FAIR_SHARE_START })).toThrow('weights');
  });
});
