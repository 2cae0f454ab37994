import { BASE64_DIGIT, classesAt } from '../characters.ts';
import { ENCODED_RUN_CHARACTERS_MIN } from '../limits.ts';
import { addReadable } from './readable-text.ts';

/** What was found behind the digits of a text: what can be read of it, and whether there is something that must be unpacked first. */
export interface OpenedRuns {
  readonly text: string;
  /** The bytes begin like a compressed file or archive: what is inside cannot be told. */
  readonly isCompressed: boolean;
}

/**
 * Opens the runs of base64 and base64url digits (at every alignment: something may stand before them), of hexadecimal digits (also in pairs
 * with a separator), and of base32 digits. Broken lines are joined. Linear: each character is looked at a fixed number of times.
 */
export function openRuns(text: string): OpenedRuns {
  const stretches: string[] = [];
  let isCompressed = false;
  for (let index = 0; index < text.length; ) {
    const end = endOfRun(text, index);
    if (end - index >= ENCODED_RUN_CHARACTERS_MIN) {
      isCompressed ||= beginsCompressed(text, index);
      openRun(digitsOf(text, index, end), stretches);
    }
    index = end + 1;
  }
  openPairs(text, stretches);
  return { text: stretches.join(APART), isCompressed };
}

/** Nothing that one of the detectors would read over. */
const APART = ' ; ';

function endOfRun(text: string, start: number): number {
  let end = start;
  while (end < text.length && ((classesAt(text, end) & BASE64_DIGIT) !== 0 || (end > start && isLineBreak(text.charCodeAt(end))))) end += 1;
  return end;
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}

/** Character codes without line breaks, and how many there are. */
interface Codes {
  readonly codes: Uint8Array;
  readonly end: number;
}

/** Room for the codes of a run and for its bytes: most runs are ids, and too short for making arrays for each of them. */
const SHORT_CHARACTERS = 512;
const shortCodes = new Uint8Array(SHORT_CHARACTERS);
const shortBytes = new Uint8Array(SHORT_CHARACTERS);

function digitsOf(text: string, start: number, end: number): Codes {
  const codes = end - start > SHORT_CHARACTERS ? new Uint8Array(end - start) : shortCodes;
  let count = 0;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (!isLineBreak(code)) codes[count++] = code;
  }
  return { codes, end: count };
}

interface Coding {
  readonly bits: number;
  /** Values of digits, by character code; 255 where there is none. */
  readonly values: Uint8Array;
}

function coding(bits: number, ...alphabets: readonly string[]): Coding {
  const values = new Uint8Array(256).fill(255);
  for (const alphabet of alphabets) for (let value = 0; value < alphabet.length; value += 1) values[alphabet.charCodeAt(value)] = value;
  return { bits, values };
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LETTERS_AND_DIGITS = `${UPPER}${UPPER.toLowerCase()}0123456789`;
/** RFC 4648 §4 to §6 and §8. */
const BASE64 = coding(6, `${LETTERS_AND_DIGITS}+/`, `${LETTERS_AND_DIGITS}-_`);
const BASE32 = coding(5, `${UPPER}234567`);
const HEXADECIMAL = coding(4, '0123456789abcdef', '0123456789ABCDEF');

function openRun(run: Codes, stretches: string[]): void {
  for (let lead = 0; lead < 4; lead += 1) decode(run, lead, BASE64, stretches);
  openStretches(run, HEXADECIMAL, [0, 1], stretches);
  openStretches(run, BASE32, [0], stretches);
}

/** The stretches within a run that have digits of a smaller alphabet only. */
function openStretches(run: Codes, code: Coding, leads: readonly number[], stretches: string[]): void {
  for (let start = 0; start < run.end; ) {
    let end = start;
    while (end < run.end && code.values[run.codes[end] ?? 0] !== 255) end += 1;
    if (end - start >= ENCODED_RUN_CHARACTERS_MIN) for (const lead of leads) decode({ ...run, end }, start + lead, code, stretches);
    start = end + 1;
  }
}

function decode({ codes, end }: Codes, start: number, { bits, values }: Coding, stretches: string[]): void {
  const bytes = end - start > SHORT_CHARACTERS ? new Uint8Array(end - start) : shortBytes;
  let held = 0;
  let width = 0;
  let count = 0;
  for (let index = start; index < end; index += 1) {
    held = ((held << bits) | (values[codes[index] ?? 0] ?? 0)) & 0xffff;
    width += bits;
    if (width < 8) continue;
    width -= 8;
    bytes[count++] = held >> width;
  }
  addReadable(bytes, count, stretches);
}

/** `34 31 31`, `34:31:31`, `0x34,0x31`: pairs of hexadecimal digits, each apart from the next. */
const PAIRS = /(?:(?:0x)?[0-9a-f]{2}(?:[ :,;-]|, )){5,}(?:0x)?[0-9a-f]{2}/giu;
const PAIR = /(?:0x)?([0-9a-f]{2})(?![0-9a-f])/giu;

function openPairs(text: string, stretches: string[]): void {
  for (const [pairs] of text.matchAll(PAIRS)) {
    const bytes = Uint8Array.from([...pairs.matchAll(PAIR)].map(([, digits]) => Number.parseInt(digits ?? '', 16)));
    addReadable(bytes, bytes.length, stretches);
  }
}

/** How files of gzip (RFC 1952), zip, zstd (RFC 8878), xz and bzip2 begin, in base64 digits (whole digits only) and in hexadecimal. */
const COMPRESSED = /(?:H4sI|UEsDB|KLUv[/_]|[/_]Td6WFoA|QlpoOTFB|1f8b08|504b0304|28b52ffd|fd377a585a|425a6839314159|1F8B08|504B0304|28B52FFD|FD377A585A|425A6839314159)/uy;

function beginsCompressed(text: string, start: number): boolean {
  COMPRESSED.lastIndex = start;
  return COMPRESSED.test(text);
}
