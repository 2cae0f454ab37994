/** How long work, deliveries and answers are held before someone else may take them. */
export const LEASE_MS_DEFAULT = 30_000;
/** A hold is renewed this many times in its length. */
export const LEASE_RENEWALS_DEFAULT = 3;
/** How often the cloud is told of steps that are being worked on: well within the time that it lets a step be silent. */
export const BEAT_MS_DEFAULT = 15_000;
/** How often the cloud is told how much work the site can take. */
export const CREDIT_MS_DEFAULT = 10_000;
/** How often an idle loop looks again. */
export const POLL_MS_DEFAULT = 50;
/** How long readers wait in the log for the next record: a stop waits as long for them. */
export const READ_WAIT_MS_DEFAULT = 250;
/** Longest pause of a loop whose turns fail. */
export const BACKOFF_MS_MAX = 5_000;
/** How long a stop waits for running attempts before it aborts them. */
export const DRAIN_MS_DEFAULT = 10_000;
/** Sealed values in the arguments of one work item. */
export const SEALED_VALUES_MAX = 256;
/** Programs kept in memory. */
export const PROGRAMS_MAX = 100;
/** How long an opened sealed value is kept for the next tasks of its run. */
export const OPENED_KEEP_MS = 60_000;
/** Opened values kept at the same time. */
export const OPENED_VALUES_MAX = 2_000;
/** How long a release that was verified is believed: a revoked key counts after that at the latest (protocol §9). */
export const RELEASE_CHECK_MS = 60_000;
