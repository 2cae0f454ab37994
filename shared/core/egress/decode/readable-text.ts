import { READABLE_CHARACTERS_MIN } from '../limits.ts';

/** Bytes that are characters by themselves: printable ASCII, tab and line breaks. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) => ((byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d ? 1 : 0));

/**
 * Adds the stretches of the bytes before `end` that are text: UTF-8 (RFC 3629), or ASCII in UTF-16, whose NUL bytes are passed over. Most bytes that are looked at
 * are no text at all, so nothing is made before a stretch is long enough.
 */
export function addReadable(bytes: Uint8Array, end: number, stretches: string[]): void {
  let start = 0;
  let characters = 0;
  for (let index = 0; index < end; ) {
    const byte = bytes[index] ?? 0;
    const length = PLAIN[byte] === 1 || byte === 0 ? 1 : sequenceLength(bytes, index, end);
    if (length > 0) {
      characters += byte === 0 ? 0 : 1;
      index += length;
      continue;
    }
    if (characters >= READABLE_CHARACTERS_MIN) stretches.push(textOf(bytes, start, index));
    index += 1;
    start = index;
    characters = 0;
  }
  if (characters >= READABLE_CHARACTERS_MIN) stretches.push(textOf(bytes, start, end));
}

/** Bytes of the well-formed sequence that begins here (RFC 3629 §4, overlong forms of three and four bytes aside); 0 when there is none. */
function sequenceLength(bytes: Uint8Array, index: number, end: number): number {
  const byte = bytes[index] ?? 0;
  if (byte < 0xc2 || byte > 0xf4) return 0;
  const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
  if (index + length > end) return 0;
  for (let next = 1; next < length; next += 1) if (((bytes[index + next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let index = start; index < end; ) {
    const byte = bytes[index] ?? 0;
    const length = byte < 0x80 ? 1 : sequenceLength(bytes, index, end);
    if (byte !== 0) text += length === 1 ? String.fromCharCode(byte) : characterOf(bytes, index, length);
    index += length;
  }
  return text;
}

function characterOf(bytes: Uint8Array, index: number, length: number): string {
  let code = (bytes[index] ?? 0) & (0xff >> (length + 1));
  for (let next = 1; next < length; next += 1) code = (code << 6) | ((bytes[index + next] ?? 0) & 0x3f);
  return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}
