/** Longest time that a check of one part may take. */
export const CHECK_MS_MAX = 2_000;
/** How long the outcome of the checks is shown before they are made again. */
export const CHECK_KEEP_MS = 1_000;
/** Connections to the health server at the same time. */
export const HEALTH_CONNECTIONS_MAX = 64;
/** Time for a request to come in. */
export const HEALTH_REQUEST_MS = 5_000;
/** Delay of the event loop over which a process is not alive any more. */
export const LOOP_DELAY_MS_MAX = 10_000;
