import { classesAt, DIGIT, LETTER } from '../characters.ts';
import type { Detector, ScannedText } from './detector.ts';
import { withoutUuids } from './digit-groups.ts';

const DIGITS_MIN = 7;
const DIGITS_MAX = 15;
/** Behind a plus: shorter numbers are amounts with a sign. */
const INTERNATIONAL_DIGITS_MIN = 9;

/**
 * Phone numbers: E.164 behind a plus, and national ones. A national number is digits like any id, amount or time, so digits alone are none; it is
 * one by how it is grouped, by a word before it (`tel`), or because its field is called so by its schema.
 */
export const phoneDetector: Detector = {
  name: 'phone',
  finds: (scanned: ScannedText) => scanned.features.digits >= DIGITS_MIN && (isPhoneField(scanned) || findsPhone(withoutUuids(scanned.text))),
};

function findsPhone(text: string): boolean {
  return findsInternational(text) || findsGrouped(text) || findsNamed(text);
}

/** Digits with single separators, or brackets beside one. No comma: that groups thousands. */
const INTERNATIONAL = /\+[ (]?([1-9](?:[ .\-/()]{0,2}\d){8,16})(?!\d)/gu;
/** `+12345678.90`, `+1 234 567.89`: an amount. */
const AMOUNT = /^\d{1,3}(?:(?: \d{3})+|\d*)\.\d{1,4}$/u;

function findsInternational(text: string): boolean {
  if (!text.includes('+')) return false;
  for (const match of text.matchAll(INTERNATIONAL)) {
    const [number, digits] = [match[1] ?? '', digitCount(match[1] ?? '')];
    const isGlued = (classesAt(text, match.index - 1) & (DIGIT | LETTER)) !== 0;
    if (!isGlued && digits >= INTERNATIONAL_DIGITS_MIN && digits <= DIGITS_MAX && !AMOUNT.test(number)) return true;
  }
  return false;
}

function digitCount(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) count += classesAt(text, index) & DIGIT;
  return count;
}

/** What stands around a number decides whether it is all of it: no digit, letter, or separator with one behind it. */
const ALONE = String.raw`(?<![\p{L}\d])(?<![\p{L}\d][.\-_])(?<!\d[/: ])`;
const ENDS = String.raw`(?![\p{L}\d])(?![\-/:_][\p{L}\d])(?![. ]\d)`;
const PREFIX = String.raw`(?:(?:00 ?)?[1-9]\d{0,2}[ .\-])?`;
const GROUPINGS = [
  // 701-123-4567, 8 701 123 45 67; no points in the second, which is how addresses of hosts look
  String.raw`${PREFIX}[2-9]\d{2}(?<s1>[ .\-])\d{3}\k<s1>\d{4}`,
  String.raw`${PREFIX}[2-9]\d{2}[ \-]\d{3}[ \-]\d{2}[ \-]\d{2}`,
  // (701) 123-45-67, 8 (7272) 12-34-56
  String.raw`(?:\+?\d{1,3} ?)?\(\d{3,5}\) ?\d{2,4}[ .\-]?\d{2}[ .\-]?\d{2,4}`,
  // 01 23 45 67 89
  String.raw`0[1-9](?<s2>[ .])\d{2}\k<s2>\d{2}\k<s2>\d{2}\k<s2>\d{2}`,
  // 0171 1234567, 020 7946 0958
  String.raw`0[1-9]\d{1,3}[ \-/](?:\d{5,8}|\d{3} \d{3,4}|\d{4} \d{3,4}|\d{2} \d{2} \d{2})`,
];
const GROUPED = new RegExp(`${ALONE}(?:${GROUPINGS.join('|')})${ENDS}`, 'u');

function findsGrouped(text: string): boolean {
  return GROUPED.test(text);
}

const WORDS = ['phone', 'mobile', 'msisdn', 'fax', 'whatsapp', 'tel', 'cell', 'call', 'тел', 'моб'];
const NAMED = /(?:phone|mobile|msisdn|fax|whatsapp|(?<!\p{L})(?:tel|cell|call|тел|моб))\p{L}{0,12}(?:[^\p{L}\d]{1,3}\p{L}{1,8})?[^\p{L}\d]{0,6}(\+?\d(?:[ .\-/()]{0,2}\d){6,14})(?!\d)/iu;

function findsNamed(text: string): boolean {
  const lower = text.toLowerCase();
  return WORDS.some((word) => lower.includes(word)) && NAMED.test(text);
}

const FIELD_WORDS: ReadonlySet<string> = new Set(['phone', 'phones', 'telephone', 'smartphone', 'tel', 'mobile', 'cell', 'gsm', 'fax', 'msisdn', 'whatsapp']);
const NUMBER = /^\+?\d(?:[ .\-/()]{0,2}\d){6,14}$/u;

function isPhoneField({ field, text }: ScannedText): boolean {
  return field !== undefined && text.length <= 40 && NUMBER.test(text.trim()) && wordsOf(field).some((word) => FIELD_WORDS.has(word));
}

/** `client_phone`, `mobileNumber`, `fax-no`. */
function wordsOf(field: string): readonly string[] {
  return field.replace(/(?<=[a-z])(?=[A-Z])/gu, ' ').toLowerCase().split(/[^a-z]+/u);
}
