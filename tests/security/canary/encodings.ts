import { domainToASCII } from 'node:url';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { SCANNED_BYTES_MIN, spellingsOf } from '#onprem-runner/demo/scan/spellings.ts';

/** A way in which a value may come to lie in a store, a log or a message. */
export interface CanaryEncoding {
  readonly name: string;
  readonly encode: (value: string) => Buffer;
}

const text = (name: string, encode: (value: string) => string): CanaryEncoding => ({ name, encode: (value) => Buffer.from(encode(value), 'utf8') });
const everyByte = (value: string, write: (byte: number) => string): string => [...Buffer.from(value, 'utf8')].map(write).join('');
const everyUnit = (value: string, write: (code: number) => string): string => Array.from({ length: value.length }, (_, index) => write(value.charCodeAt(index))).join('');
const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0');
const reversed = (value: string): string => [...value].reverse().join('');
const rot13 = (value: string): string => value.replace(/[a-z]/giu, (letter) => String.fromCharCode(letter.charCodeAt(0) + (letter.toLowerCase() < 'n' ? 13 : -13)));
const grouped = (value: string, separator: string): string => (value.match(/.{1,4}/gsu) ?? []).join(separator);
const quoted = (value: string): string => everyByte(value, (byte) => ((byte >= 33 && byte <= 126 && byte !== 61) || byte === 32 ? String.fromCharCode(byte) : `=${hex(byte, 2).toUpperCase()}`));
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base32 = (value: string): string => (everyByte(value, (byte) => byte.toString(2).padStart(8, '0')).match(/.{5}/gu) ?? []).map((bits) => BASE32[Number.parseInt(bits, 2)]).join('');

/** What the search looks for. Compressed forms are those of the value alone; compressed files and streams are unpacked and searched. */
export const CANARY_ENCODINGS: readonly CanaryEncoding[] = [
  text('plain', (value) => value),
  text('upper case', (value) => value.toUpperCase()),
  text('lower case', (value) => value.toLowerCase()),
  text('base64', (value) => Buffer.from(value).toString('base64')),
  text('base64url', (value) => Buffer.from(value).toString('base64url')),
  text('base64 of base64', (value) => Buffer.from(Buffer.from(value).toString('base64')).toString('base64')),
  text('base32', base32),
  text('hexadecimal', (value) => Buffer.from(value).toString('hex')),
  text('hexadecimal upper case', (value) => Buffer.from(value).toString('hex').toUpperCase()),
  text('url', (value) => encodeURIComponent(value)),
  text('url, every byte', (value) => everyByte(value, (byte) => `%${hex(byte, 2).toUpperCase()}`)),
  text('double url', (value) => encodeURIComponent(encodeURIComponent(value))),
  text('form', (value) => new URLSearchParams({ v: value }).toString().slice(2)),
  text('json', (value) => JSON.stringify(value).slice(1, -1)),
  text('json in json', (value) => JSON.stringify(JSON.stringify(value)).slice(3, -3)),
  text('json, every character', (value) => everyUnit(value, (code) => `\\u${hex(code, 4)}`)),
  text('html decimal', (value) => everyUnit(value, (code) => `&#${code};`)),
  text('html hexadecimal', (value) => everyUnit(value, (code) => `&#x${hex(code, 2)};`)),
  text('octal', (value) => everyByte(value, (byte) => `\\${byte.toString(8).padStart(3, '0')}`)),
  text('quoted-printable', quoted),
  text('quoted-printable, every byte', (value) => everyByte(value, (byte) => `=${hex(byte, 2).toUpperCase()}`)),
  text('punycode', (value) => domainToASCII(value.replace(/[^\p{L}\p{N}]+/gu, '').slice(0, 40))),
  text('reversed', reversed),
  text('rot13', rot13),
  text('groups with spaces', (value) => grouped(value, ' ')),
  text('groups with hyphens', (value) => grouped(value, '-')),
  { name: 'utf-16le', encode: (value) => Buffer.from(value, 'utf16le') },
  { name: 'utf-16be', encode: (value) => Buffer.from(value, 'utf16le').swap16() },
  { name: 'latin-1', encode: (value) => Buffer.from(value, 'latin1') },
  { name: 'gzip', encode: (value) => gzipSync(value) },
  { name: 'deflate', encode: (value) => deflateSync(value) },
  { name: 'raw deflate', encode: (value) => deflateRawSync(value) },
  { name: 'brotli', encode: (value) => brotliCompressSync(value) },
  text('gzip in base64', (value) => gzipSync(value).toString('base64')),
];

/** Every spelling of a value: those of the list, and inside of a longer base64 text. Long ones are looked for by their beginning. */
export function canarySpellings(value: string): readonly Buffer[] {
  const all = [...CANARY_ENCODINGS.map(({ encode }) => encode(value)), ...spellingsOf(value)].filter((spelling) => spelling.length >= SCANNED_BYTES_MIN);
  return [...new Map(all.map((spelling) => [spelling.toString('latin1'), spelling])).values()];
}
