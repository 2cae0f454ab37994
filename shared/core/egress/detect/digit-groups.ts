import { classesAt, DIGIT, HEX_DIGIT, LETTER, SEPARATOR } from '../characters.ts';

/** A run of digits that no other digit touches. */
export interface DigitGroup {
  readonly start: number;
  readonly end: number;
}

/** Groups of digits that belong together: between two of them stand separators, at most {@link SEPARATORS_MAX}. */
export type DigitChain = readonly DigitGroup[];

/** ` - ` and a line break of two characters. */
const SEPARATORS_MAX = 3;

/** UUIDs (RFC 9562 §4) have digits in groups as well. Those of digits alone are left: no random one is. */
const UUID = /\b(?=[0-9a-f-]{0,35}[a-f])[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[089ab][0-9a-f]{3}-[0-9a-f]{12}\b/giu;

/** The same text, as long, in which UUIDs have no digits. */
export function withoutUuids(text: string): string {
  return text.length < 36 || !text.includes('-') ? text : text.replace(UUID, (uuid) => 'u'.repeat(uuid.length));
}

/** All chains of a text, in order. */
export function chainsOf(text: string): readonly DigitChain[] {
  const chains: DigitGroup[][] = [];
  let chain: DigitGroup[] = [];
  for (let index = 0; index < text.length; index += 1) {
    if ((classesAt(text, index) & DIGIT) === 0) continue;
    const group = { start: index, end: endOfDigits(text, index) };
    const last = chain.at(-1);
    if (last === undefined || !areSeparators(text, last.end, group.start)) {
      chain = [];
      chains.push(chain);
    }
    chain.push(group);
    index = group.end;
  }
  return chains;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while ((classesAt(text, end) & DIGIT) !== 0) end += 1;
  return end;
}

function areSeparators(text: string, start: number, end: number): boolean {
  if (end - start > SEPARATORS_MAX) return false;
  for (let index = start; index < end; index += 1) if ((classesAt(text, index) & SEPARATOR) === 0) return false;
  return true;
}

/** The digits of some groups of a chain. */
export function digitsOf(text: string, groups: DigitChain): string {
  return groups.map(({ start, end }) => text.slice(start, end)).join('');
}

/** True for the digits behind the point of a decimal number: `0.4111111111111111` is a ratio. */
export function isFraction(text: string, { start }: DigitGroup): boolean {
  return text[start - 1] === '.' && (classesAt(text, start - 2) & DIGIT) !== 0;
}

/** Lengths of digests, trace and span ids and document ids in hexadecimal. */
const HEX_ID_CHARACTERS: ReadonlySet<number> = new Set([16, 24, 32, 40, 48, 56, 64, 96, 128]);

/** True when the group lies within a hexadecimal id: letters a to f in one case, and a length that ids have. */
export function isInHexId(text: string, group: DigitGroup): boolean {
  let { start, end } = group;
  while ((classesAt(text, start - 1) & (DIGIT | LETTER)) !== 0 && end - start <= 128) start -= 1;
  while ((classesAt(text, end) & (DIGIT | LETTER)) !== 0 && end - start <= 128) end += 1;
  if (end - start === group.end - group.start || !HEX_ID_CHARACTERS.has(end - start)) return false;
  const token = text.slice(start, end);
  return isHexadecimal(token) && (token === token.toLowerCase() || token === token.toUpperCase());
}

function isHexadecimal(token: string): boolean {
  for (let index = 0; index < token.length; index += 1) if ((classesAt(token, index) & HEX_DIGIT) === 0) return false;
  return true;
}
