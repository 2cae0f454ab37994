import { assert } from './assert.ts';
import { isJsonArray, isJsonObject, type JsonValue } from './json.ts';

/** Levels of nesting that canonical JSON is made of; deeper values are a fault of the caller, who bounds what it takes in. */
export const CANONICAL_JSON_DEPTH_MAX = 512;

/**
 * Canonical JSON (RFC 8785): members sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript writes them.
 * Equal values give equal text, so digests and signatures are made over it.
 * Stops with an InvariantError for what is not JSON (RFC 8785 §3.2.2.2, §3.2.2.3): numbers that are not finite, lone surrogates.
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, 0);
}

function write(value: JsonValue, depth: number): string {
  assert(depth <= CANONICAL_JSON_DEPTH_MAX, 'canonical JSON is at most CANONICAL_JSON_DEPTH_MAX levels deep');
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return writeNumber(value);
  if (isJsonArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  if (isJsonObject(value)) return `{${writeMembers(value, depth)}}`;
  assert(value === null || typeof value === 'boolean', 'canonical JSON is made of JSON values');
  return String(value);
}

function writeMembers(object: { readonly [key: string]: JsonValue }, depth: number): string {
  return Object.entries(object)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${writeString(key)}:${write(member, depth + 1)}`)
    .join(',');
}

function writeNumber(value: number): string {
  assert(Number.isFinite(value), 'canonical JSON has finite numbers only');
  return JSON.stringify(value);
}

/** In Unicode mode a surrogate matches only when it stands alone. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function writeString(value: string): string {
  assert(!LONE_SURROGATE.test(value), 'canonical JSON has well-formed text only');
  return JSON.stringify(value);
}
