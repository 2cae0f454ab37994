/** Limits of one execution; AWS's own where AWS has one (Step Functions service quotas). */

/** Compact JSON in UTF-8: a state's output, a task's result, a task's arguments, all variables of one `Assign`. */
export const PAYLOAD_BYTES_MAX = 262_144;

/** All variables of one scope together. */
export const VARIABLES_BYTES_MAX = 10_485_760;

/** States entered in one turn: more means a loop without a wait. */
export const TURN_TRANSITIONS_MAX = 10_000;

/** Data written to history in one turn, about: keeps one commit from growing without end. */
export const TURN_HISTORY_BYTES_MAX = 33_554_432;

/** Levels of objects and arrays inside one template of a machine. */
export const TEMPLATE_DEPTH_MAX = 64;

/** A wait, a timeout or a retry interval, as on AWS. */
export const TIMER_SECONDS_MAX = 99_999_999;

/** `MaxAttempts` of a retrier that does not say (states-language.net, "Retrying after error"). */
export const RETRY_ATTEMPTS_DEFAULT = 3;

/** `IntervalSeconds` of a retrier that does not say. */
export const RETRY_INTERVAL_SECONDS_DEFAULT = 1;

/** `BackoffRate` of a retrier that does not say. */
export const RETRY_BACKOFF_RATE_DEFAULT = 2;
