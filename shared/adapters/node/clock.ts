import type { Clock } from '#shared/ports/clock.ts';

/** The clock of this machine. */
export const systemClock: Clock = { now: () => Date.now() };
