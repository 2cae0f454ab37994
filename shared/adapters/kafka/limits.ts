/** Largest record: below the brokers' default of 1,048,588 bytes with its frame, above the largest message of the protocol. */
export const RECORD_BYTES_MAX = 1_040_000;
export const CONNECT_MS_MAX = 10_000;
/** How long leaving a group may take: a driver that waits for an answer of its own would hold the process. */
export const DISCONNECT_MS_MAX = 15_000;
/** For one request to the cluster. */
export const REQUEST_MS_MAX = 10_000;
/** Until a record that cannot be delivered is given up. */
export const DELIVERY_MS_MAX = 30_000;
/** How long a commit is tried while the group changes or its coordinator moves. */
export const COMMIT_MS_MAX = 15_000;
/** How long a consumer that is not heard of keeps its partitions. */
export const SESSION_MS_DEFAULT = 10_000;
/** One wait in a thread of the pool, so that other work of the process gets its turn. */
export const WAIT_SLICE_MS = 50;
/** How long a fetch waits for data at the broker: a jump or a resumed topic waits for the fetch before it. */
export const FETCH_WAIT_MS_MAX = 100;
/** Between looks for delivery reports while some are expected. */
export const REPORT_LOOK_MS = 1;
/** How many records one call returns at most, whatever it asks for. */
export const PAGE_MAX = 1_000;
/** Before something is tried again that another change of the group is in the way of. */
export const RETRY_DELAY_MS = 50;

/** A page size that a caller asked for, made whole and held within the limit. */
export function pageSize(max: number): number {
  return Math.min(Math.max(Math.trunc(max), 0), PAGE_MAX);
}
