import { bytesToHex } from '@noble/hashes/utils.js';
import type { JsonArray, JsonValue } from '../../kernel/json.ts';
import { createRandom, type RandomSource } from '../../kernel/random.ts';
import { asWhole, refuseArgument } from './arguments.ts';
import { raise } from './fault.ts';
import { WHOLE_NUMBER_MAX, WHOLE_NUMBER_MIN } from './limits.ts';

/** `States.MathAdd(a, b)`: rounds each, then adds; the sum has 32 bits too. */
export function add(values: JsonArray): JsonValue {
  const sum = asWhole(values, 0) + asWhole(values, 1);
  return sum >= WHOLE_NUMBER_MIN && sum <= WHOLE_NUMBER_MAX ? sum : raise('The sum is no whole number of 32 bits');
}

/**
 * `States.MathRandom(start, end, seed?)`: a whole number from `start` up to, not including, `end`. Equal seeds give equal numbers; AWS
 * does not say by which generator.
 */
export function random(values: JsonArray, source: RandomSource): JsonValue {
  const start = asWhole(values, 0);
  const end = asWhole(values, 1);
  if (end <= start) return refuseArgument(1, 'more than the first');
  const next = values.length > 2 ? createRandom(`States.MathRandom ${asWhole(values, 2)}`) : source;
  return start + Math.floor(next() * (end - start));
}

/** `States.UUID()`: version 4 (RFC 9562 §5.4) from the event's randomness. */
export function uuid(source: RandomSource): JsonValue {
  const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(source() * 256));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytesToHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
