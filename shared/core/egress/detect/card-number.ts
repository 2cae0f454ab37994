import { luhnRemainder } from '../checksum.ts';
import type { Detector, ScannedText } from './detector.ts';
import { chainsOf, digitsOf, isFraction, isInHexId, withoutUuids, type DigitChain, type DigitGroup } from './digit-groups.ts';

const DIGITS_MIN = 13;
const DIGITS_MAX = 19;
/** Numbers that are filled up with zeros have this many digits without them: with fewer, ids are meant. */
const UNPADDED_DIGITS_MIN = 15;
/** Two numbers side by side are two numbers. */
const EVEN_GROUPS_MIN = 3;

/** Issuer ranges: from, to (as many digits each), and the lengths that their numbers have. */
const RANGES: readonly (readonly [from: string, to: string, lengths: readonly number[]])[] = [
  ['4', '4', [13, 16, 18, 19]],
  ['51', '55', [16]],
  ['2221', '2720', [16]],
  ['2200', '2205', [16, 17, 18, 19]],
  ['34', '34', [15]],
  ['37', '37', [15]],
  ['300', '305', [14, 16, 17, 18, 19]],
  ['3095', '3095', [14, 16, 17, 18, 19]],
  ['36', '36', [14, 15, 16, 17, 18, 19]],
  ['38', '39', [14, 16, 17, 18, 19]],
  ['3528', '3589', [16, 17, 18, 19]],
  ['31', '31', [19]],
  ['50', '50', [13, 14, 15, 16, 17, 18, 19]],
  ['56', '69', [13, 14, 15, 16, 17, 18, 19]],
  ['81', '82', [16, 17, 18, 19]],
  ['8600', '8600', [16]],
  ['9704', '9704', [16, 19]],
  ['9792', '9792', [16]],
  ['9860', '9860', [16]],
];

/** How card numbers are written in groups, beside groups of one size. Those of UUIDs (8-4-4, 4-12) are none. */
const GROUPINGS: readonly (readonly number[])[] = [
  [4, 4, 4, 4], [4, 4, 4, 4, 1], [4, 4, 4, 4, 2], [4, 4, 4, 4, 3], [4, 4, 4, 1], [4, 4, 4, 2], [4, 4, 4, 3], [4, 4, 5],
  [4, 6, 5], [4, 6, 4], [6, 6, 4], [4, 8, 4], [6, 10], [6, 13], [6, 4, 6], [8, 8], [4, 3, 3, 3],
];

/** Card numbers (PAN, ISO/IEC 7812): 13 to 19 digits of an issuer's range that satisfy Luhn's check, together or in groups. */
export const cardNumberDetector: Detector = { name: 'card-number', finds: ({ text, features }: ScannedText) => features.digits >= DIGITS_MIN && findsCard(withoutUuids(text)) };

function findsCard(text: string): boolean {
  return chainsOf(text).some((chain) => chain.some((group, index) => isCardAlone(text, group) || isCardInGroups(text, chain, index)) || isCardEvenly(text, chain));
}

function isCardAlone(text: string, group: DigitGroup): boolean {
  if (group.end - group.start < DIGITS_MIN || isFraction(text, group) || isInHexId(text, group)) return false;
  const digits = digitsOf(text, [group]);
  const unpadded = digits.replace(/^0+/u, '');
  return isCardNumber(digits) || (unpadded.length >= UNPADDED_DIGITS_MIN && isCardNumber(unpadded));
}

function isCardInGroups(text: string, chain: DigitChain, from: number): boolean {
  return GROUPINGS.some((sizes) => hasSizes(chain, from, sizes) && areCard(text, chain.slice(from, from + sizes.length)));
}

/** Ids in hexadecimal have groups of digits too, and stand side by side in names. */
function areCard(text: string, groups: DigitChain): boolean {
  return isCardNumber(digitsOf(text, groups)) && !groups.some((group) => isInHexId(text, group));
}

function hasSizes(chain: DigitChain, from: number, sizes: readonly number[]): boolean {
  return sizes.every((size, index) => {
    const group = chain[from + index];
    return group !== undefined && group.end - group.start === size;
  });
}

/** The whole chain in groups of one size, the last one perhaps shorter: `4 1 1 1 …`, `41 11 11 …`. */
function isCardEvenly(text: string, chain: DigitChain): boolean {
  const [first, last] = [chain[0], chain.at(-1)];
  if (first === undefined || last === undefined || chain.length < EVEN_GROUPS_MIN || chain.length > DIGITS_MAX) return false;
  const size = first.end - first.start;
  const isEven = chain.every((group) => group.end - group.start === size || (group === last && group.end - group.start < size));
  return isEven && areCard(text, chain);
}

function isCardNumber(digits: string): boolean {
  return digits.length >= DIGITS_MIN && digits.length <= DIGITS_MAX && isIssued(digits) && luhnRemainder(digits) === 0;
}

function isIssued(digits: string): boolean {
  return RANGES.some(([from, to, lengths]) => {
    const prefix = digits.slice(0, from.length);
    return prefix >= from && prefix <= to && lengths.includes(digits.length);
  });
}
