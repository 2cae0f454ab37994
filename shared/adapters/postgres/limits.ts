/** How many items one call returns at most, whatever it asks for. */
export const PAGE_MAX = 1_000;
/** Connections of one pool. */
export const CONNECTIONS_MAX_DEFAULT = 10;
export const CONNECT_TIMEOUT_MS = 10_000;
/** On the server; the client gives up a little later, should the server not answer at all. */
export const STATEMENT_TIMEOUT_MS = 30_000;
export const QUERY_TIMEOUT_MS = 35_000;
export const LOCK_TIMEOUT_MS = 10_000;
/** How often a transaction is tried that the server gave up for another one. */
export const CONFLICT_ATTEMPTS_MAX = 5;
/** Before a lost listener connects again. */
export const RECONNECT_DELAY_MS = 250;
/** The largest number of a four-byte column. */
const SEQUENCE_MAX = 2_147_483_647;
/** Rows that one statement of `prune` changes, so that it never holds locks for long. */
export const PRUNE_ROWS_MAX = 10_000;

/** A page size that a caller asked for, made whole and held within the limit. */
export function pageSize(max: number, least: number): number {
  return Math.min(Math.max(Math.trunc(max), least), PAGE_MAX);
}

/** A sequence number as its column holds it. */
export function sequenceNumber(value: number): number {
  return Math.min(Math.max(Math.trunc(value), 0), SEQUENCE_MAX);
}
/** Partitions of a topic of the message log, where the options do not say. */
export const LOG_PARTITIONS_DEFAULT = 6;
export const LOG_PARTITIONS_MAX = 1_000;
/** How long a member of a group of the message log is taken for alive. */
export const LOG_LEASE_MS = 6_000;
/** How often a poll that waits looks by itself: a lost notification costs no more. */
export const LOG_LOOK_MS = 500;
/** Records that several appends send together. */
export const LOG_APPEND_RECORDS_MAX = 1_000;
/** Databases of handlers to which connections are kept. */
export const SQL_DATABASES_MAX = 16;
/** How long an unused connection to one is kept. */
export const SQL_DATABASE_IDLE_MS = 60_000;
