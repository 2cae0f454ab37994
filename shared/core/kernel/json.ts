/** A JSON value (RFC 8259). `undefined` is never part of one. */
export type JsonValue = null | boolean | number | string | JsonArray | JsonObject;
/** A JSON array. */
export type JsonArray = readonly JsonValue[];
/** A JSON object; its members have no order. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** True for a JSON object; false for arrays, null and scalars. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON object that a text is; undefined for every other text. For texts from outside whose spelling matters, see `parseStrictObject`. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True for a JSON array, keeping the readonly element type that `Array.isArray` loses. */
export function isJsonArray(value: unknown): value is JsonArray {
  return Array.isArray(value);
}
