import { pointerTokens } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';

/** The document with another value at a place; what is not on the way is shared. Objects on the way that are missing are made. */
export function replaceAt(root: JsonValue, pointer: string, value: JsonValue): JsonValue {
  return replaced(root, pointerTokens(pointer), value);
}

function replaced(root: JsonValue | undefined, tokens: readonly string[], value: JsonValue): JsonValue {
  const [first, ...rest] = tokens;
  if (first === undefined) return value;
  if (isJsonArray(root)) return root.map((item, index) => (String(index) === first ? replaced(item, rest, value) : item));
  const object = isJsonObject(root) ? root : {};
  return { ...object, [first]: replaced(Object.hasOwn(object, first) ? object[first] : undefined, rest, value) };
}
