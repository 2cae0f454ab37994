const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648 §4) of a text whose characters are taken as bytes, as JSONata does; what is above a byte loses its upper part. */
export function encodeBase64(text: string): string {
  let encoded = '';
  for (let at = 0; at < text.length; at += 3) {
    const group = (byteAt(text, at) << 16) | (byteAt(text, at + 1) << 8) | byteAt(text, at + 2);
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET.charAt((group >> shift) & 63)).join('');
    const bytes = Math.min(3, text.length - at);
    encoded += digits.slice(0, bytes + 1).padEnd(4, '=');
  }
  return encoded;
}

/** Undoes {@link encodeBase64}. Takes the URL alphabet too (RFC 4648 §5), stops at padding, and passes over foreign characters. */
export function decodeBase64(text: string): string {
  let decoded = '';
  let bits = 0;
  let held = 0;
  for (const character of text) {
    if (character === '=') break;
    const digit = ALPHABET.indexOf(character === '-' ? '+' : character === '_' ? '/' : character);
    if (digit < 0) continue;
    held = ((held << 6) | digit) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded += String.fromCharCode((held >> bits) & 0xff);
  }
  return decoded;
}

function byteAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) & 0xff : 0;
}
