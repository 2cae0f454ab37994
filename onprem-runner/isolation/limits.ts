/** Bytes of one message between the runner and a handler's process. */
export const FRAME_BYTES_MAX = 4_194_304;
/** Megabytes of heap of a handler's process, unless it is configured. */
export const HANDLER_HEAP_MEGABYTES_DEFAULT = 256;
/** Beside its heap, a process may hold this much between two calls; a larger one is not used again. */
export const HANDLER_RESIDENT_BYTES_MAX = 805_306_368;
/** Time in which a process must have loaded its module. */
export const HANDLER_START_MS = 20_000;
/** Processes at the same time, idle ones included, unless it is configured. */
export const HANDLER_PROCESSES_DEFAULT = 16;
/** How long a call waits for a process of its module that is at work, before another one is started: about as long as a start takes. */
export const HANDLER_SPARE_MS = 250;
/** How long an idle process is kept. */
export const HANDLER_IDLE_MS = 60_000;
/** Calls after which a process is replaced: what a module forgets to free ends with it. */
export const HANDLER_CALLS_MAX = 1_000;
/** Bytes of console output that are kept of one process; the rest is counted. */
export const HANDLER_OUTPUT_BYTES_MAX = 1_048_576;
/** Characters of one line of output. */
export const HANDLER_LINE_CHARACTERS_MAX = 2_000;
/** Requests to the store that one call may have under way. */
export const STORE_REQUESTS_MAX = 64;
/** Bytes of the file of handler output before it is turned over; there are two of them. */
export const OUTPUT_FILE_BYTES_MAX = 10_485_760;
/** How often a handler's process looks whether its runner is still there. */
export const PARENT_LOOK_MS = 1_000;
