/** How many items one call returns at most, whatever it asks for. */
export const PAGE_MAX = 1_000;
/** Bytes of one blob, unless the options say otherwise. */
export const BLOB_BYTES_MAX = 33_554_432;

/** A page size that a caller asked for, made whole and held within the limit. */
export function pageSize(max: number, least: number): number {
  return Math.min(Math.max(Math.trunc(max), least), PAGE_MAX);
}
