/** Bytes of one blob, unless the options say otherwise. It is sent as one request, and held in memory as a whole. */
export const BLOB_BYTES_MAX_DEFAULT = 33_554_432;
/** Of one call, and all of its attempts. */
export const TRY_TIMEOUT_MS = 15_000;
export const TRIES_MAX = 4;
export const RETRY_DELAY_MS = 200;
export const RETRY_DELAY_MS_MAX = 2_000;
