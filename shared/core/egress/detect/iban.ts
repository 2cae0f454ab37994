import { classesAt, DIGIT, LETTER, SEPARATOR } from '../characters.ts';
import { mod97Remainder } from '../checksum.ts';
import type { Detector } from './detector.ts';

/** Account part of each country of the registry (ISO 13616, structures by SWIFT): counts of digits `n`, letters `a`, and either `c`. */
const STRUCTURES: Readonly<Record<string, string>> = {
  AD: '8n12c', AE: '19n', AL: '8n16c', AT: '16n', AZ: '4a20c', BA: '16n', BE: '12n', BG: '4a6n8c', BH: '4a14c', BI: '23n', BR: '23n1a1c', BY: '4c4n16c',
  CH: '5n12c', CR: '18n', CY: '8n16c', CZ: '20n', DE: '18n', DJ: '23n', DK: '14n', DO: '4c20n', EE: '16n', EG: '25n', ES: '20n', FI: '14n', FK: '2a12n',
  FO: '14n', FR: '10n11c2n', GB: '4a14n', GE: '2a16n', GI: '4a15c', GL: '14n', GR: '7n16c', GT: '24c', HN: '4a20n', HR: '17n', HU: '24n', IE: '4a14n',
  IL: '19n', IQ: '4a15n', IS: '22n', IT: '1a10n12c', JO: '4a4n18c', KW: '4a22c', KZ: '3n13c', LB: '4n20c', LC: '4a24c', LI: '5n12c', LT: '16n', LU: '3n13c',
  LV: '4a13c', LY: '21n', MC: '10n11c2n', MD: '20c', ME: '18n', MK: '3n10c2n', MN: '16n', MR: '23n', MT: '4a5n18c', MU: '4a19n3a', NI: '4a20n', NL: '4a10n',
  NO: '11n', OM: '3n16c', PK: '4a16c', PL: '24n', PS: '4a21c', PT: '21n', QA: '4a21c', RO: '4a16c', RS: '18n', RU: '14n15c', SA: '2n18c', SC: '4a20n3a',
  SD: '14n', SE: '20n', SI: '15n', SK: '20n', SM: '1a10n12c', SO: '19n', ST: '21n', SV: '4a20n', TL: '19n', TN: '20n', TR: '6n16c', UA: '6n19c', VA: '18n',
  VG: '4a16n', XK: '16n', YE: '4a4n18c',
};

interface Country {
  /** Class that each character must have, from the country code on. */
  readonly classes: readonly number[];
  /** So many places are digits that nothing else looks like it. Otherwise words and digests do, and an account number must stand alone. */
  readonly isStrict: boolean;
}

const STRICT_DIGITS_MIN = 10;
const CLASS_OF: Readonly<Record<string, number>> = { n: DIGIT, a: LETTER, c: DIGIT | LETTER };

/** By country code as one number, so that no text is made while looking. */
const COUNTRIES: ReadonlyMap<number, Country> = new Map(Object.entries(STRUCTURES).map(([code, structure]) => [keyOf(code.charCodeAt(0), code.charCodeAt(1)), countryOf(structure)]));

function keyOf(first: number, second: number): number {
  return ((first & 0x1f) << 5) | (second & 0x1f);
}

function countryOf(structure: string): Country {
  const account = [...structure.matchAll(/(\d+)([nac])/gu)].flatMap(([, count, kind]) => Array.from({ length: Number(count) }, () => CLASS_OF[kind ?? 'c'] ?? 0));
  return { classes: [LETTER, LETTER, DIGIT, DIGIT, ...account], isStrict: account.filter((one) => one === DIGIT).length >= STRICT_DIGITS_MIN };
}

/** Those of the check. */
const DIGITS_MIN = 2;

/** Account numbers (IBAN, ISO 13616): a country's structure and a checksum that holds, with separators or without, in any case. */
export const ibanDetector: Detector = { name: 'iban', finds: ({ text, features }) => features.digits >= DIGITS_MIN && features.letters >= 2 && findsIban(text) };

function findsIban(text: string): boolean {
  for (let start = 0; start + 15 <= text.length; start += 1) {
    if ((classesAt(text, start) & classesAt(text, start + 1) & LETTER) === 0) continue;
    const country = COUNTRIES.get(keyOf(text.charCodeAt(start), text.charCodeAt(start + 1)));
    if (country !== undefined && isIbanAt(text, start, country)) return true;
  }
  return false;
}

function isIbanAt(text: string, start: number, country: Country): boolean {
  if (!country.isStrict && !beginsAlone(text, start)) return false;
  const read = readIban(text, start, country);
  if (read === undefined || (!country.isStrict && (classesAt(text, read.end) & (DIGIT | LETTER)) !== 0)) return false;
  return mod97Remainder(read.iban.slice(4) + read.iban.slice(0, 4)) === 1;
}

function beginsAlone(text: string, start: number): boolean {
  return (classesAt(text, start - 1) & (DIGIT | LETTER)) === 0 || text.slice(Math.max(0, start - 4), start).toUpperCase() === 'IBAN';
}

/** At most one separator stands between two characters; where words could be meant, only after each group of four, or after the country. */
function readIban(text: string, start: number, { classes, isStrict }: Country): { readonly iban: string; readonly end: number } | undefined {
  let iban = '';
  let index = start;
  while (iban.length < classes.length) {
    const found = classesAt(text, index);
    if ((found & (classes[iban.length] ?? 0)) !== 0) {
      iban += text[index] ?? '';
      index += 1;
      continue;
    }
    const maySeparate = isStrict || iban.length % 4 === 0 || iban.length === 2;
    if ((found & SEPARATOR) === 0 || !maySeparate || (classesAt(text, index + 1) & (DIGIT | LETTER)) === 0) return undefined;
    index += 1;
  }
  return { iban, end: index };
}
