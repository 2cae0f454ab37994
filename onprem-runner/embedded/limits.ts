/** Until a server that was started, found starting or found stopping is where it is going; crash recovery takes its time. */
export const START_TIMEOUT_MS = 60_000;
/** Of an orderly stop, before the server is stopped without a checkpoint. */
export const STOP_TIMEOUT_MS = 20_000;
export const STOP_AT_ONCE_TIMEOUT_MS = 5_000;
export const POLL_MS = 20;
/** For one answer of a server on the same machine. */
export const PING_TIMEOUT_MS = 2_000;
/** For another process that is starting the same server. */
export const LOCK_TIMEOUT_MS = 90_000;
/** A larger log of earlier starts is put aside before a new start. */
export const LOG_BYTES_MAX = 5 * 1024 * 1024;
