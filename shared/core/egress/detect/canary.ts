import { fail, succeed, type Result } from '../../kernel/result.ts';
import { CANARIES_MAX, CANARY_CHARACTERS_MIN } from '../limits.ts';
import { normaliseText } from '../normalise.ts';
import type { Detector } from './detector.ts';

const WINDOW = CANARY_CHARACTERS_MIN;
const FACTOR = 31;
/** The factor of the character that leaves the window. */
const LEAVING = Array.from({ length: WINDOW - 1 }).reduce<number>((power) => Math.imul(power, FACTOR), 1);
const FILTER_BITS = 16;

/**
 * Values that were planted to be found: in any case, with anything between their letters and digits, and backwards.
 * The error is the index of a canary that is too short to be told from chance, or the number of canaries when there are too many.
 */
export function createCanaryDetector(canaries: readonly string[]): Result<Detector, number> {
  if (canaries.length > CANARIES_MAX) return fail(canaries.length);
  const compact = canaries.map((canary) => compactText(normaliseText(canary)));
  const short = compact.findIndex((canary) => canary.length < CANARY_CHARACTERS_MIN);
  if (short >= 0) return fail(short);
  const search = createSearch([...compact, ...compact.map(reversed)]);
  return succeed({ name: 'canary', finds: ({ text }) => compact.length > 0 && text.length >= WINDOW && search(compactText(text)) });
}

/** Letters and digits only, in lower case. */
function compactText(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

/** Looks for many texts at once: a rolling hash over a window, a filter of bits, and a comparison where both agree (Rabin and Karp). */
function createSearch(texts: readonly string[]): (text: string) => boolean {
  const filter = new Uint8Array(1 << FILTER_BITS);
  const byHash = new Map<number, string[]>();
  for (const text of texts) {
    const hash = hashOf(text);
    filter[slotOf(hash)] = 1;
    byHash.set(hash, [...(byHash.get(hash) ?? []), text]);
  }
  return (text) => {
    let hash = hashOf(text);
    for (let start = 0; start + WINDOW <= text.length; start += 1) {
      if (filter[slotOf(hash)] === 1 && byHash.get(hash)?.some((one) => text.startsWith(one, start)) === true) return true;
      hash = (Math.imul((hash - Math.imul(text.charCodeAt(start), LEAVING)) | 0, FACTOR) + text.charCodeAt(start + WINDOW)) | 0;
    }
    return false;
  };
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < WINDOW; index += 1) hash = (Math.imul(hash, FACTOR) + text.charCodeAt(index)) | 0;
  return hash;
}

function slotOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - FILTER_BITS);
}
