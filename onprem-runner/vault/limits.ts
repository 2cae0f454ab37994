/**
 * Values that the tasks of one site get in a minute, and at once after a pause, unless it is configured. Far above that of a person: it has to bear batches,
 * and bounds what a stolen identity of the runner can take.
 */
export const RUNNER_REVEALS_PER_MINUTE_DEFAULT = 60_000;
