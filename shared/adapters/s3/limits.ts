/** Bytes of one blob, unless the options say otherwise. It is sent as one request, and held in memory as a whole. */
export const BLOB_BYTES_MAX_DEFAULT = 33_554_432;
/** How often a write is tried that another one was in the way of, and how long it waits at first. */
export const CONFLICT_ATTEMPTS_MAX = 8;
export const CONFLICT_DELAY_MS = 20;
/** Of one call, its connection and all of its attempts. */
export const CONNECT_TIMEOUT_MS = 2_000;
export const REQUEST_TIMEOUT_MS = 15_000;
export const ATTEMPTS_MAX = 4;
