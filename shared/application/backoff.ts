/** Shortest and longest pause of an exponential backoff. */
export interface BackoffRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Pause before try number `tries + 1`: doubled each time, then half of it left to chance, so that many do not come back at once. */
export function backoffMs(range: BackoffRange, tries: number, random: () => number): number {
  const full = Math.min(range.minMs * 2 ** Math.min(tries, 30), range.maxMs);
  return Math.round(full / 2 + (full / 2) * random());
}
