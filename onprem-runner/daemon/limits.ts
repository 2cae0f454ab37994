/** Attempts that one runner performs at the same time. */
export const CONCURRENCY_DEFAULT = 8;
/** How long work, deliveries and answers are held before someone else may take them. */
export const LEASE_MS_DEFAULT = 30_000;
/** A hold is renewed this many times in its length. */
export const LEASE_RENEWALS_DEFAULT = 3;
/** How often an idle loop looks again. */
export const POLL_MS_DEFAULT = 50;
/** Longest pause of a loop whose turns fail. */
export const BACKOFF_MS_MAX = 5_000;
/** How long a stop waits for running attempts before it aborts them. */
export const DRAIN_MS_DEFAULT = 10_000;
/** How long a work item whose definition has not arrived waits when it has no deadline of its own. */
export const UNKNOWN_REVISION_WAIT_MS = 60_000;
/** How soon deferred work is looked at again. */
export const DEFER_MS = 200;
/** Deliveries and answers taken in one turn. */
export const BATCH_MAX = 32;
/** Sealed values in the arguments of one work item. */
export const SEALED_VALUES_MAX = 256;
/** Bytes of the JSON text of one result as it leaves: the payload limit of a state (ASL quota). */
export const RESULT_BYTES_MAX = 262_144;
/** Programs kept in memory. */
export const PROGRAMS_MAX = 100;
/** How long an opened sealed value is kept for the next tasks of its run. */
export const OPENED_KEEP_MS = 60_000;
/** Opened values kept at the same time. */
export const OPENED_VALUES_MAX = 2_000;
