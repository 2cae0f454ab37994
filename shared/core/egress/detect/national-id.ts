import { classesAt, DIGIT, LETTER, SEPARATOR } from '../characters.ts';
import { luhnRemainder, mod11Remainder, mod97Remainder, verhoeffRemainder } from '../checksum.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { ID_MASK_CHARACTERS_MAX } from '../limits.ts';
import type { Detector, ScannedText } from './detector.ts';
import { isFraction, isInHexId, withoutUuids } from './digit-groups.ts';

/**
 * One kind of national id, as a bank configures it. `mask`: `9` a digit, `A` a letter, `*` either, anything else may stand there or not
 * (`999-99-9999`). A mask in place of a pattern is linear whoever writes it.
 */
export interface NationalIdRule {
  /** Part of the detector's name: `kz-iin`. */
  readonly name: string;
  readonly mask: string;
  readonly checksum: IdChecksum;
  /** Six digits at the beginning are a date. */
  readonly date?: 'yymmdd' | 'ddmmyy';
}

/**
 * How the last digits are checked: `luhn`, `verhoeff`, `mod97` (ISO/IEC 7064: remainder 1; `complement`: two check digits that make up 97),
 * `mod11` with lists of weights for the digits before the check digit (which is the remainder, or 11 less it), or not at all.
 */
export type IdChecksum =
  | { readonly kind: 'none' | 'luhn' | 'verhoeff' }
  | { readonly kind: 'mod97'; readonly complement?: boolean }
  | { readonly kind: 'mod11'; readonly weights: readonly (readonly number[])[]; readonly complement?: boolean };

const CLASSES: ReadonlyMap<string, number> = new Map([['9', DIGIT], ['A', LETTER], ['*', DIGIT | LETTER]]);
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/u;
/** With fewer, an id cannot be told from anything else. */
const PLACES_MIN = 6;

/** A detector for one rule. The error says what is wrong with the rule. */
export function createNationalIdDetector(rule: NationalIdRule): Result<Detector, string> {
  const mask = [...rule.mask];
  const places = mask.filter((place) => CLASSES.has(place)).length;
  if (!NAME.test(rule.name)) return fail('a name of lower-case letters, digits and hyphens');
  if (mask.length > ID_MASK_CHARACTERS_MAX || places < PLACES_MIN) return fail(`a mask with ${PLACES_MIN} to ${ID_MASK_CHARACTERS_MAX} places`);
  if (rule.checksum.kind === 'mod11' && (rule.checksum.weights.length === 0 || rule.checksum.weights.some((list) => list.length === 0 || list.length >= places))) return fail('weights for the digits before the check digit');
  const finds = ({ text, features }: ScannedText): boolean => features.digits + features.letters >= places && findsId(withoutUuids(text), mask, rule);
  return succeed({ name: `national-id:${rule.name}`, finds });
}

function findsId(text: string, mask: readonly string[], rule: NationalIdRule): boolean {
  for (let start = 0; start < text.length; start += 1) {
    if (isAlnum(text, start) && !isAlnum(text, start - 1) && isIdAt(text, { start, mask, rule })) return true;
  }
  return false;
}

function isAlnum(text: string, index: number): boolean {
  return (classesAt(text, index) & (DIGIT | LETTER)) !== 0;
}

function isIdAt(text: string, { start, mask, rule }: { readonly start: number; readonly mask: readonly string[]; readonly rule: NationalIdRule }): boolean {
  const read = readMask(text, start, mask);
  if (read === undefined || isAlnum(text, read.end)) return false;
  const group = { start, end: read.end };
  return !isFraction(text, group) && !isInHexId(text, group) && holdsChecksum(rule.checksum, read.id) && (rule.date === undefined || isDate(rule.date, read.id));
}

function readMask(text: string, start: number, mask: readonly string[]): { readonly id: string; readonly end: number } | undefined {
  let id = '';
  let index = start;
  for (const place of mask) {
    const wanted = CLASSES.get(place);
    if (wanted === undefined) {
      if (text[index] === place || (classesAt(text, index) & SEPARATOR) !== 0) index += 1;
    } else if ((classesAt(text, index) & wanted) === 0) {
      return undefined;
    } else {
      id += text[index] ?? '';
      index += 1;
    }
  }
  return { id, end: index };
}

function holdsChecksum(checksum: IdChecksum, id: string): boolean {
  const digits = id.replace(/\D/gu, '');
  switch (checksum.kind) {
    case 'none':
      return true;
    case 'luhn':
      return luhnRemainder(digits) === 0;
    case 'verhoeff':
      return verhoeffRemainder(digits) === 0;
    case 'mod97':
      return checksum.complement === true ? 97 - mod97Remainder(id.slice(0, -2)) === Number(id.slice(-2)) : mod97Remainder(id) === 1;
    case 'mod11':
      return holdsMod11(checksum, digits);
  }
}

function holdsMod11(checksum: IdChecksum & { readonly kind: 'mod11' }, digits: string): boolean {
  const check = Number(digits[checksum.weights[0]?.length ?? 0]);
  const remainder = mod11Remainder(digits, checksum.weights);
  if (checksum.complement !== true) return remainder === check;
  return (11 - remainder) % 11 === check;
}

function isDate(order: 'yymmdd' | 'ddmmyy', id: string): boolean {
  const month = Number(id.slice(2, 4));
  const day = Number(order === 'yymmdd' ? id.slice(4, 6) : id.slice(0, 2));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
