import { isJsonArray, isJsonObject, type JsonValue } from '../kernel/json.ts';

/**
 * The shape of a value without the value: letters become x, digits 9, everything else stays, so that a person sees what kind of thing it is.
 * Names of members stay unless `isClean` says that something is in them.
 */
export function maskValue(value: JsonValue, isClean: (name: string) => boolean): JsonValue {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'number') return maskText(String(value));
  if (isJsonArray(value)) return value.map((item) => maskValue(item, isClean));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [isClean(name) ? name : maskText(name), maskValue(member, isClean)]));
}

function maskText(text: string): string {
  return text.replace(/\p{L}|\p{M}/gu, 'x').replace(/\p{N}/gu, '9');
}
