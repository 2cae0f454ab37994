import type { JsonValue } from '../kernel/json.ts';
import { SEALED_PADDING_BYTES } from '../tier/sealed.ts';

/**
 * The JSON text of a value with spaces behind it, up to a multiple of {@link SEALED_PADDING_BYTES} UTF-8 bytes, so that its length tells
 * little. White space after a JSON text is no part of the value (RFC 8259 §2), so the padding needs no length of its own.
 */
export function paddedText(value: JsonValue): { readonly text: string; readonly bytes: number } {
  const text = JSON.stringify(value);
  const bytes = utf8Length(text);
  const padding = (SEALED_PADDING_BYTES - (bytes % SEALED_PADDING_BYTES)) % SEALED_PADDING_BYTES;
  return { text: text + ' '.repeat(padding), bytes };
}

/** Bytes of a text in UTF-8 (RFC 3629). JSON text has no lone surrogates: `JSON.stringify` escapes them. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
