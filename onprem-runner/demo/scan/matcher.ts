import { spellingsOf } from './spellings.ts';

/** Looks for many values at once in a stream of bytes. */
export interface Matcher {
  /** Bytes that must be kept from one chunk to the next, so that nothing is missed between them. */
  readonly overlap: number;
  /** The indexes of the values that occur in the bytes. */
  find(bytes: Buffer): ReadonlySet<number>;
}

interface Pattern {
  readonly value: number;
  readonly bytes: Buffer;
}

const FILTER_BITS = 22;
const HASH_FACTOR = 0x9e3779b1;

function slotOf(word: number): number {
  return Math.imul(word, HASH_FACTOR) >>> (32 - FILTER_BITS);
}

/** Ways in which a value may be written down, in bytes. */
export type Speller = (value: string) => readonly Buffer[];

/** Prepares a search for these values in all of their spellings. A filter over four bytes keeps most positions from a closer look. */
export function createMatcher(values: readonly string[], spell: Speller = spellingsOf): Matcher {
  const patterns = values.flatMap((value, index) => spell(value).map((bytes): Pattern => ({ value: index, bytes })));
  const filter = new Uint8Array(1 << FILTER_BITS);
  const byWord = new Map<number, Pattern[]>();
  for (const pattern of patterns) {
    const word = pattern.bytes.readInt32LE(0);
    filter[slotOf(word)] = 1;
    byWord.set(word, [...(byWord.get(word) ?? []), pattern]);
  }
  return { overlap: Math.max(0, ...patterns.map((pattern) => pattern.bytes.length - 1)), find: (bytes) => search(bytes, filter, byWord) };
}

function search(bytes: Buffer, filter: Uint8Array, byWord: ReadonlyMap<number, readonly Pattern[]>): ReadonlySet<number> {
  const found = new Set<number>();
  let word = bytes.length < 4 ? 0 : bytes.readInt32LE(0);
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    if (filter[slotOf(word)] === 1) matchAt(bytes, at, byWord.get(word) ?? []).forEach((value) => found.add(value));
    word = (word >>> 8) | ((bytes[at + 4] ?? 0) << 24);
  }
  return found;
}

function matchAt(bytes: Buffer, at: number, patterns: readonly Pattern[]): readonly number[] {
  return patterns.filter((pattern) => bytes.compare(pattern.bytes, 0, pattern.bytes.length, at, Math.min(at + pattern.bytes.length, bytes.length)) === 0).map((pattern) => pattern.value);
}
