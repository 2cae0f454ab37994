/** Bytes that are read of a file at a time. */
export const CHUNK_BYTES = 65_536;
/** A journal reaches the disk at least this often: what is lost with the machine's power is sent again, and known by its key. */
export const JOURNAL_SYNC_MS = 1_000;
/** Bytes of one line of a journal. */
export const JOURNAL_LINE_BYTES_MAX = 65_536;
/** How long a batch that was asked to stop waits for requests that are under way. */
export const DRAIN_MS_MAX = 30_000;
/** Pause between two attempts to reach a service that does not answer. */
export const RETRY_PAUSE_MS = 1_000;
/** How long a service may be away before a batch gives up, unless it is told otherwise. */
export const RETRY_FOR_MS_DEFAULT = 300_000;
/** Failures that are shown to a person at the end. */
export const FAILURES_SHOWN_MAX = 20;
/** Notices that are told at the end. */
export const NOTICES_MAX = 20;
/** How often progress is told: to a person, and to a log. */
export const PROGRESS_DRAWN_MS = 200;
export const PROGRESS_TOLD_MS = 5_000;
/** Pause between two looks at a run: at least, and at most. */
export const POLL_MS_MIN = 20;
export const POLL_MS_MAX = 5_000;
