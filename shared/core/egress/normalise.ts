/** Characters that nobody sees: they split a number for a machine and not for a person. */
// oxlint-disable-next-line no-control-regex -- NUL stands between the letters of text that was UTF-16
const INVISIBLE = /[\u0000-\u0008]|\p{Default_Ignorable_Code_Point}/gu;
const DASH = /[\p{Pd}\u2212\u00B7\u2022\u2027\u30FB]/gu;
const SPACE = /[\p{Zs}\u2028\u2029\u0085]/gu;
/** Full stops that NFKC leaves: host names may have them (RFC 3490 §3.1). */
const STOP = /[\u3002\uFF61]/gu;
const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/gu;
const ANY_DIGIT = /\p{Nd}/u;

/**
 * One spelling for what people read alike: compatibility forms (full width, superscript), digits of other scripts, kinds of dashes and spaces,
 * and nothing invisible in between (Unicode, UAX #15 NFKC). Plain ASCII stays as it is.
 */
export function normaliseText(text: string): string {
  return text.normalize('NFKC').replace(INVISIBLE, '').replace(DASH, '-').replace(SPACE, ' ').replace(STOP, '.').replace(FOREIGN_DIGIT, asciiDigit);
}

/** Decimal digits of a script stand side by side from 0 to 9 (Unicode, §4.6). */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && ANY_DIGIT.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}
