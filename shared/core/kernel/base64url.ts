const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const SHAPE = /^[A-Za-z0-9_-]*$/u;

/**
 * True for base64url without padding whose unused trailing bits are zero (RFC 4648 §3.5, §5): the one spelling of its bytes.
 * Lenient decoders accept several spellings, which would let a message be changed without its signature noticing.
 */
export function isCanonicalBase64url(text: string): boolean {
  const rest = text.length % 4;
  if (rest === 1 || !SHAPE.test(text)) return false;
  if (rest === 0) return true;
  const last = ALPHABET.indexOf(text.charAt(text.length - 1));
  return rest === 2 ? last % 16 === 0 : last % 4 === 0;
}

/** The UTF-8 text (RFC 3629) that canonical base64url encodes; undefined when it is not canonical or not UTF-8. */
export function decodeBase64url(text: string): string | undefined {
  if (!isCanonicalBase64url(text)) return undefined;
  try {
    return decodeURIComponent(percentEncode(text));
  } catch {
    return undefined;
  }
}

/** `%xx` for every byte: the built-in URI decoder is then a strict UTF-8 decoder that exists without any platform. */
function percentEncode(text: string): string {
  let encoded = '';
  let bits = 0;
  let width = 0;
  for (const character of text) {
    bits = (bits << 6) | ALPHABET.indexOf(character);
    width += 6;
    if (width < 8) continue;
    width -= 8;
    encoded += `%${((bits >> width) & 0xff).toString(16).padStart(2, '0')}`;
    bits &= (1 << width) - 1;
  }
  return encoded;
}

/** Base64url without padding of bytes (RFC 4648 §5): canonical. */
export function encodeBase64url(bytes: Uint8Array): string {
  let encoded = '';
  let bits = 0;
  let width = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    width += 8;
    while (width >= 6) {
      width -= 6;
      encoded += ALPHABET.charAt((bits >> width) & 63);
    }
    bits &= (1 << width) - 1;
  }
  return width === 0 ? encoded : encoded + ALPHABET.charAt((bits << (6 - width)) & 63);
}
