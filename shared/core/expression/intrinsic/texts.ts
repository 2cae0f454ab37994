import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { isJsonArray, isJsonObject, type JsonArray, type JsonValue } from '../../kernel/json.ts';
import { HASHES } from '../jsonata/aws-functions.ts';
import { decodeBase64, encodeBase64 } from '../jsonata/base64.ts';
import { asText, checkDepth, refuseArgument } from './arguments.ts';
import { raise } from './fault.ts';
import { ARGUMENT_DEPTH_MAX, CODED_TEXT_UNITS_MAX, TEXT_RESULT_UNITS_MAX } from './limits.ts';

/** A text of at most {@link CODED_TEXT_UNITS_MAX} characters. */
function asCodedText(values: JsonArray, position: number): string {
  const text = asText(values, position);
  return text.length > CODED_TEXT_UNITS_MAX ? refuseArgument(position, `at most ${CODED_TEXT_UNITS_MAX} characters`) : text;
}

/** `States.Base64Encode(text)`: RFC 4648 §4 of its UTF-8. */
export function base64Encode(values: JsonArray): JsonValue {
  return encodeBase64(Array.from(utf8ToBytes(asCodedText(values, 0)), (byte) => String.fromCharCode(byte)).join(''));
}

/** `States.Base64Decode(text)`. */
export function base64Decode(values: JsonArray): JsonValue {
  const text = asCodedText(values, 0);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return refuseArgument(0, 'valid Base64');
  const bytes = utf8OfBytes(decodeBase64(text));
  return bytes ?? refuseArgument(0, 'the Base64 of a text in UTF-8');
}

function utf8OfBytes(bytes: string): string | undefined {
  const escaped = Array.from(bytes, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}

/** `States.Hash(text, algorithm)`: in hexadecimal digits. */
export function hash(values: JsonArray): JsonValue {
  const text = asCodedText(values, 0);
  const digest = HASHES.get(asText(values, 1));
  return digest === undefined ? refuseArgument(1, `one of ${[...HASHES.keys()].join(', ')}`) : bytesToHex(digest(utf8ToBytes(text)));
}

/** `States.StringSplit(text, delimiters)`: each character of the second splits; empty parts are left out (recorded: string_operations). */
export function split(values: JsonArray): JsonValue {
  const delimiters = new Set(asText(values, 1));
  const parts: string[] = [];
  let part = '';
  for (const character of asText(values, 0)) {
    if (!delimiters.has(character)) part += character;
    else {
      if (part !== '') parts.push(part);
      part = '';
    }
  }
  return part === '' ? parts : [...parts, part];
}

/** `States.StringToJson(text)`: nothing but blanks gives null, and `-0` is 0 (recorded: string_to_json). */
export function parseJsonText(values: JsonArray): JsonValue {
  const text = asText(values, 0);
  if (text.trim() === '') return null;
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    return refuseArgument(0, 'valid JSON');
  }
  return withoutNegativeZero(value, 0);
}

function withoutNegativeZero(value: JsonValue, depth: number): JsonValue {
  if (depth > ARGUMENT_DEPTH_MAX) return raise('The result is nested too deeply');
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (isJsonArray(value)) return value.map((item) => withoutNegativeZero(item, depth + 1));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutNegativeZero(member, depth + 1)]));
}

/** `States.JsonToString(value)`: compact. */
export function printJson(values: JsonArray): JsonValue {
  const value = values[0] ?? null;
  checkDepth(value);
  const text = JSON.stringify(value);
  return text.length > TEXT_RESULT_UNITS_MAX ? raise('The result is too large') : text;
}
