/** Attempts that one runner performs at the same time, unless it is configured. */
export const POOL_TOTAL_DEFAULT = 16;
/** Targets whose hold and circuit are remembered: the hosts of calls come from definitions, so their number has an end. */
export const POOL_TARGETS_MAX = 256;
/** Shortest and longest time after which work that found no room is offered again. */
export const POOL_LATER_MS_MIN = 50;
export const POOL_LATER_MS_MAX = 5_000;
/** How long an attempt is thought to take while none has ended yet. */
export const POOL_DURATION_MS_DEFAULT = 200;
/** How long aborted attempts may take to end before a drain gives them up. */
export const POOL_ABORT_MS_DEFAULT = 5_000;
/** A weight of a priority is at most this. */
export const PRIORITY_WEIGHT_MAX = 1_000;
/** Buckets of the window in which a circuit counts. */
export const CIRCUIT_BUCKETS_MAX = 10;
