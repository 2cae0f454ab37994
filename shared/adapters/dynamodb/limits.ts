/** How many items one call returns at most, whatever it asks for. */
const PAGE_MAX = 1_000;
/** Of the service: keys of one BatchGetItem, and operations of one TransactWriteItems. */
export const BATCH_GET_KEYS_MAX = 100;
export const TRANSACTION_ITEMS_MAX = 100;
/** Calls of the service that one call of a port has under way at once. */
export const PARALLEL_CALLS_MAX = 16;
/** How often a write is tried that met another transaction, or was throttled, and how long it waits at first. */
export const CONFLICT_ATTEMPTS_MAX = 12;
export const CONFLICT_DELAY_MS = 5;
export const CONFLICT_DELAY_MS_MAX = 500;
/** Index pages that one call reads at most. */
export const QUERY_PAGES_MAX = 100;
/** Entries of one part of a list that one request looks at where a filter drops most of them. */
export const FILTERED_ITEMS_MAX = 1_000;
/** Where counting ends: what is more is told as this many. */
export const COUNT_MAX = 100_000;
/** An item is 400 KB at most, with the names of its attributes. What is left is for everything but the output. */
export const OUTPUT_BYTES_MAX = 307_200;
/** The same, for a part of a definition. */
export const CHUNK_BYTES_MAX = 358_400;
/** What a definition may be when it is read again, before it was compressed. */
export const DEFINITION_BYTES_MAX = 2 ** 28;
/** How long an idempotency key and a closed step are kept at least. */
export const KEEP_MS_DEFAULT = 7 * 86_400_000;
/** Of one call, its connection and all of its attempts. */
export const CONNECT_TIMEOUT_MS = 2_000;
export const REQUEST_TIMEOUT_MS = 5_000;
export const ATTEMPTS_MAX = 4;

/** A page size that a caller asked for, made whole and held within the limit. */
export function pageSize(max: number, least: number): number {
  return Math.min(Math.max(Math.trunc(max), least), PAGE_MAX);
}
