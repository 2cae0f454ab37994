import { utf8Length } from '../kernel/text-length.ts';
import type { JsonValue } from '../kernel/json.ts';

/**
 * Bytes of the compact JSON of a value in UTF-8: what AWS's payload limits count. A value that is nested too deeply to be written
 * counts as endless, so that it is refused like one that is too large.
 */
export function jsonBytes(value: JsonValue): number {
  try {
    return utf8Length(JSON.stringify(value));
  } catch (thrown) {
    if (thrown instanceof RangeError) return Number.POSITIVE_INFINITY;
    throw thrown;
  }
}
