import { createHash } from 'node:crypto';

/** What is a part of a key as it is: short, without the separators `#` and `~`, and the same in UTF-8 as it is here. */
const PLAIN = /^[A-Za-z0-9._:@/=+-]{1,200}$/;

/** Digits of the largest safe integer. */
const DIGITS = 16;

/**
 * A text as a part of a key. A key of the service is neither empty nor longer than 1,024 bytes (2,048 for the first part), and has no lone surrogates:
 * what is none of our own ids becomes a digest. Part of the stored form: it never changes.
 */
export function keyOf(text: string): string {
  // JSON escapes lone surrogates, so different texts stay different.
  return PLAIN.test(text) ? text : `~${createHash('sha256').update(JSON.stringify(text)).digest('hex')}`;
}

/** True for what {@link keyOf} may have given. */
export function isKeyPart(text: string): boolean {
  return PLAIN.test(text.startsWith('~') ? text.slice(1) : text);
}

/** A number as a part of a key, so that the order of the texts is that of the numbers. Whole, and not below 0. */
export function padded(value: number): string {
  return String(value).padStart(DIGITS, '0');
}

/** Sorts behind every key that begins with the same text: no part of a key begins with a larger character. */
export const AFTER_ALL = '\u007f';

/** Parts of each list of an index: the service takes 1,000 writes a second of each. Changing it needs new indexes. */
export const SHARD_COUNT = 4;

/** All of them, for who wants to read a list. */
export const SHARDS: readonly number[] = Array.from({ length: SHARD_COUNT }, (_, shard) => shard);

/** The part that something belongs to. Part of the stored form: it never changes. */
export function shardOf(text: string): number {
  return createHash('sha256').update(JSON.stringify(text)).digest().readUInt8(0) % SHARD_COUNT;
}
