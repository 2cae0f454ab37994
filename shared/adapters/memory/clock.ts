import type { Clock } from '#shared/ports/clock.ts';

/** A clock that stands still until it is told otherwise: for tests and simulations. */
export interface ManualClock extends Clock {
  advance(milliseconds: number): void;
}

export function createManualClock(start: number): ManualClock {
  let now = start;
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}
