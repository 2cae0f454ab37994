import { POOL_DURATION_MS_DEFAULT, POOL_LATER_MS_MAX, POOL_LATER_MS_MIN } from './limits.ts';

/** A limit on what runs at the same time, of one handler or one target. */
export interface Gate {
  readonly limit: number;
  readonly running: number;
  /** True when something runs, or was told to come back. */
  isBusy(now: number): boolean;
  hasRoom(): boolean;
  enter(): void;
  leave(durationMs: number): void;
  /** When one that found no room shall be offered again: each later than the one before, at the rate at which room becomes free. */
  nextTurn(now: number): number;
}

/** Share of the newest duration in the mean. */
const NEWEST = 0.2;

/** A gate that nobody has entered yet. */
export function createGate(limit: number): Gate {
  let running = 0;
  let meanMs = POOL_DURATION_MS_DEFAULT;
  let booked = 0;
  return {
    limit,
    get running() {
      return running;
    },
    isBusy: (now) => running > 0 || booked > now,
    hasRoom: () => running < limit,
    enter: () => {
      running += 1;
    },
    leave: (durationMs) => {
      running -= 1;
      meanMs += (durationMs - meanMs) * NEWEST;
    },
    nextTurn: (now) => {
      const latest = now + POOL_LATER_MS_MAX;
      booked = Math.min(Math.max(now + POOL_LATER_MS_MIN, booked) + meanMs / limit, latest);
      return booked;
    },
  };
}
