import { pointerTokens } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';

/** References that lead to references. */
const REFERENCES_MAX = 16;

/** Follows `$ref` inside of the document; undefined for what is not there, stands in another document, or leads in a circle. */
export function followReference(root: JsonObject, value: JsonValue | undefined): JsonObject | undefined {
  let current = value;
  for (let round = 0; round < REFERENCES_MAX; round += 1) {
    if (!isJsonObject(current)) return undefined;
    const reference = current['$ref'];
    if (typeof reference !== 'string') return current;
    current = reference.startsWith('#/') ? at(root, reference.slice(1)) : undefined;
  }
  return undefined;
}

function at(root: JsonObject, pointer: string): JsonValue | undefined {
  return pointerTokens(pointer).reduce<JsonValue | undefined>((value, token) => {
    if (isJsonArray(value)) return value[Number(token)];
    return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
  }, root);
}

/** The member of that name when it is an object, else an empty one. */
export function objectAt(value: JsonValue | undefined, name: string): JsonObject {
  const member = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return isJsonObject(member) ? member : {};
}

/** The items of the member of that name; none when it is no array. */
export function itemsAt(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  const member = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return isJsonArray(member) ? member : [];
}

/** The member of that name when it is a text. */
export function textAt(value: JsonValue | undefined, name: string): string | undefined {
  const member = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof member === 'string' ? member : undefined;
}
