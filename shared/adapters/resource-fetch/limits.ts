/** Bytes of one document. */
export const RESOURCE_BYTES_MAX = 1_048_576;
/** One document, redirects included. */
export const RESOURCE_TIMEOUT_MS = 20_000;
export const RESOURCE_REDIRECTS_MAX = 5;
