import { doubledMs, type BackoffRange } from '#shared/core/kernel/backoff.ts';

/** Pause before try number `tries + 1`: doubled each time, then half of it left to chance, so that many do not come back at once. */
export function backoffMs(range: BackoffRange, tries: number, random: () => number): number {
  const full = doubledMs(range, tries);
  return Math.round(full / 2 + (full / 2) * random());
}
