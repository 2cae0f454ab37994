/** Of one call, its connection and all of its attempts. */
export const CONNECT_TIMEOUT_MS = 2_000;
export const REQUEST_TIMEOUT_MS = 5_000;
export const ATTEMPTS_MAX = 4;
