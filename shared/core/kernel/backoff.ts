/** Shortest and longest pause of an exponential backoff. */
export interface BackoffRange {
  readonly minMs: number;
  readonly maxMs: number;
}

const DOUBLINGS_MAX = 30;

/** Pause before try number `tries + 1`: doubled each time, up to the longest. */
export function doubledMs({ minMs, maxMs }: BackoffRange, tries: number): number {
  return Math.min(minMs * 2 ** Math.min(tries, DOUBLINGS_MAX), maxMs);
}
