import { isCanonicalBase64url } from '../kernel/base64url.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../kernel/json.ts';

/**
 * What a reference to a value in the vault is on the wire: this prefix, then 128 bits in base64url. It says nothing of the value, not even
 * its length; whoever has it still needs the vault, an allowed purpose and the place that it was made for. It may stand wherever a sealed value
 * may, and nowhere else.
 */
export const TOKEN_PREFIX = 'uwf-token:1:';

/** 16 bytes in base64url without padding. */
const HANDLE_CHARACTERS = 22;

/** True for a string that claims to be a token; whether it is one, {@link isToken} tells. */
export function looksLikeToken(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(TOKEN_PREFIX);
}

/** True for a whole token in its one spelling (RFC 4648 §3.5). */
export function isToken(value: unknown): value is string {
  if (!looksLikeToken(value)) return false;
  const handle = value.slice(TOKEN_PREFIX.length);
  return handle.length === HANDLE_CHARACTERS && isCanonicalBase64url(handle);
}

/** Every string of a value that claims to be a token, with its JSON Pointer, in document order. */
export function tokenPlaces(value: JsonValue, pointer = ''): readonly { readonly pointer: string; readonly token: string }[] {
  if (looksLikeToken(value)) return [{ pointer, token: value }];
  if (isJsonArray(value)) return value.flatMap((item, index) => tokenPlaces(item, appendPointer(pointer, index)));
  if (isJsonObject(value)) return Object.entries(value).flatMap(([name, member]) => tokenPlaces(member, appendPointer(pointer, name)));
  return [];
}
