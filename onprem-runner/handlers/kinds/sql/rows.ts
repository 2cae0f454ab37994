import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

/** A row as JSON; undefined when it holds what JSON cannot say without loss. */
export function rowToJson(row: { readonly [column: string]: unknown }): JsonObject | undefined {
  const members = Object.entries(row).map(([column, value]) => [column, columnToJson(value)] as const);
  const sound = members.flatMap(([column, value]) => (value === undefined ? [] : [[column, value] as const]));
  return sound.length < members.length ? undefined : Object.fromEntries(sound);
}

/**
 * Drivers differ in what they make of types: times become RFC 3339, bytes base64, whole numbers JSON numbers while they are exact. `numeric` is text,
 * because a JSON number is not exact.
 */
function columnToJson(value: unknown): JsonValue | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'bigint':
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : undefined;
    case 'object':
      return objectToJson(value);
    default:
      return undefined;
  }
}

function objectToJson(value: object | null): JsonValue | undefined {
  if (value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  try {
    const copy: JsonValue = JSON.parse(JSON.stringify(value));
    return copy;
  } catch {
    return undefined;
  }
}
