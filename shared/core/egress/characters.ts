/** Classes of ASCII characters, as bits. */
export const DIGIT = 1;
/** See {@link DIGIT}. */
export const LETTER = 2;
/** A digit of hexadecimal numbers. */
export const HEX_DIGIT = 4;
/** A digit of base64 or base64url. */
export const BASE64_DIGIT = 8;
/** A digit of base32 (RFC 4648 §6), upper case. */
export const BASE32_DIGIT = 16;
/** What people put between groups of digits. */
export const SEPARATOR = 32;
/** What begins an escape: `%41`, `\u0041`, `&#65;`, `=41`. */
export const ESCAPE = 64;

const TABLE = new Uint8Array(128);

function mark(characters: string, bits: number): void {
  for (let index = 0; index < characters.length; index += 1) {
    const code = characters.charCodeAt(index);
    TABLE[code] = (TABLE[code] ?? 0) | bits;
  }
}

mark('0123456789', DIGIT | HEX_DIGIT | BASE64_DIGIT);
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZ', LETTER | BASE64_DIGIT | BASE32_DIGIT);
mark('abcdefghijklmnopqrstuvwxyz', LETTER | BASE64_DIGIT);
mark('abcdefABCDEF', HEX_DIGIT);
mark('234567', BASE32_DIGIT);
mark('+/-_', BASE64_DIGIT);
mark(' -._/+\t\n\r', SEPARATOR);
mark('%\\&=', ESCAPE);

/** The classes of a character of a text; 0 outside of ASCII and outside of the text. */
export function classesAt(text: string, index: number): number {
  return TABLE[text.charCodeAt(index)] ?? 0;
}

/** What a text is made of, as far as detectors can tell from it that there is nothing for them. */
export interface Features {
  readonly digits: number;
  readonly letters: number;
  readonly isAscii: boolean;
  readonly hasControls: boolean;
  readonly hasAt: boolean;
  readonly hasEscape: boolean;
  /** Length of the longest run of base64 digits (which are hexadecimal and base32 digits too). */
  readonly longestRun: number;
}

/** Looks at every character once. */
export function featuresOf(text: string): Features {
  let [digits, letters, classes, run, longestRun] = [0, 0, 0, 0, 0];
  let [isAscii, hasAt, hasControls] = [true, false, false];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const bits = TABLE[code] ?? 0;
    classes |= bits;
    digits += bits & DIGIT;
    letters += (bits & LETTER) >> 1;
    if (code > 127) isAscii = false;
    else if (code === AT) hasAt = true;
    else if (code < 9) hasControls = true;
    run = (bits & BASE64_DIGIT) === 0 && code !== NEW_LINE && code !== RETURN ? 0 : run + 1;
    if (run > longestRun) longestRun = run;
  }
  return { digits, letters, isAscii, hasControls, hasAt, hasEscape: (classes & ESCAPE) !== 0, longestRun };
}

const AT = 64;
const NEW_LINE = 10;
const RETURN = 13;
