/** Limits of one execution; AWS's own where AWS has one (Step Functions service quotas). */

/** Compact JSON in UTF-8: a state's output, a task's result, a task's arguments, all variables of one `Assign`. */
export const PAYLOAD_BYTES_MAX = 262_144;

/** All variables of one scope together. */
export const VARIABLES_BYTES_MAX = 10_485_760;

/** States entered in one turn: more means a loop without a wait. */
export const TURN_TRANSITIONS_MAX = 10_000;

/** States entered in one turn after which a Map or Parallel opens no further scope: the next turn goes on, by a timer that is due at once. */
export const TURN_OPENING_TRANSITIONS_MAX = 2_000;

/** Data written to history in one turn after which no further scope is opened in it. */
export const TURN_OPENING_BYTES_MAX = 4_194_304;

/** Iterations of an inline Map that run at the same time where `MaxConcurrency` says nothing, as on AWS. */
export const MAP_INLINE_CONCURRENCY_MAX = 40;

/** Iterations of a distributed Map that run at the same time, at most: each is part of the snapshot. */
export const MAP_DISTRIBUTED_CONCURRENCY_MAX = 1_000;

/** All items that a reader gives, and all results that a writer gets, as JSON: they pass through one snapshot. */
export const MAP_DATA_BYTES_MAX = 16_777_216;

/** Data written to history in one turn, about: keeps one commit from growing without end. */
export const TURN_HISTORY_BYTES_MAX = 33_554_432;

/** Levels of objects and arrays inside one template of a machine. */
export const TEMPLATE_DEPTH_MAX = 64;

/** Parallel and Map states inside one another. */
export const SCOPE_DEPTH_MAX = 32;

/** A wait, a timeout or a retry interval, as on AWS. */
export const TIMER_SECONDS_MAX = 99_999_999;

/** `MaxAttempts` of a retrier that does not say (states-language.net, "Retrying after error"). */
export const RETRY_ATTEMPTS_DEFAULT = 3;

/** `IntervalSeconds` of a retrier that does not say. */
export const RETRY_INTERVAL_SECONDS_DEFAULT = 1;

/** `BackoffRate` of a retrier that does not say. */
export const RETRY_BACKOFF_RATE_DEFAULT = 2;
