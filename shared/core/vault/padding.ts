import type { JsonValue } from '../kernel/json.ts';
import { utf8Length } from '../kernel/text-length.ts';
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
