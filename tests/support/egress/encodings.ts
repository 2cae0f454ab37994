/** A way in which a text may be written down, that whoever reads it can undo. */
export interface TextEncoding {
  readonly name: string;
  readonly encode: (text: string) => string;
}

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const everyUnit = (text: string, write: (code: number) => string): string => Array.from({ length: text.length }, (_, index) => write(text.charCodeAt(index))).join('');
const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0');

/** Spellings of a text in ASCII that a guard is expected to see through. */
export const GUARDED_ENCODINGS: readonly TextEncoding[] = [
  { name: 'plain', encode: (text) => text },
  { name: 'lower case', encode: (text) => text.toLowerCase() },
  { name: 'inside of a sentence', encode: (text) => `the number is ${text}, as said` },
  { name: 'full width', encode: (text) => everyUnit(text, (code) => (code > 32 && code < 127 ? String.fromCharCode(code + 0xfee0) : String.fromCharCode(code))) },
  { name: 'invisible characters in between', encode: (text) => [...text].join('\u200b') },
  { name: 'url', encode: (text) => everyUnit(text, (code) => `%${hex(code, 2)}`) },
  { name: 'double url', encode: (text) => everyUnit(text, (code) => `%25${hex(code, 2)}`) },
  { name: 'json escapes', encode: (text) => everyUnit(text, (code) => `\\u${hex(code, 4)}`) },
  { name: 'json in json', encode: (text) => JSON.stringify(JSON.stringify({ value: text })) },
  { name: 'html decimal', encode: (text) => everyUnit(text, (code) => `&#${code};`) },
  { name: 'html hexadecimal', encode: (text) => everyUnit(text, (code) => `&#x${hex(code, 2)};`) },
  { name: 'base64', encode: (text) => Buffer.from(text).toString('base64') },
  { name: 'base64url', encode: (text) => Buffer.from(`~~~${text}???`).toString('base64url') },
  { name: 'base64 behind other letters', encode: (text) => `x${Buffer.from(text).toString('base64')}` },
  { name: 'base64 of base64', encode: (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64') },
  { name: 'base64 in lines', encode: (text) => (Buffer.from(`padding of one line and some more of it ${text}`).toString('base64').match(/.{1,24}/gu) ?? []).join('\r\n') },
  { name: 'hexadecimal', encode: (text) => Buffer.from(text).toString('hex') },
  { name: 'hexadecimal upper case', encode: (text) => Buffer.from(text).toString('hex').toUpperCase() },
  { name: 'hexadecimal pairs', encode: (text) => (Buffer.from(text).toString('hex').match(/../gu) ?? []).join(' ') },
  { name: 'utf-16 in base64', encode: (text) => utf16(text).toString('base64') },
  { name: 'utf-16 in hexadecimal', encode: (text) => utf16(text).swap16().toString('hex') },
  { name: 'quoted-printable', encode: (text) => everyUnit(text, (code) => `=${hex(code, 2).toUpperCase()}`) },
  { name: 'url in base64 in json', encode: (text) => JSON.stringify({ q: Buffer.from(`v=${encodeURIComponent(text)}&x=1`).toString('base64') }) },
];
