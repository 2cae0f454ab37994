import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { appendPointer, pointerTokens } from '../../kernel/json-pointer.ts';

/**
 * The innermost body of a loop, a `try` or a `catch` around a task, as a pointer; empty outside of all. Lists that only group tasks (`do`, the
 * body of a function) belong to what is around them.
 */
export function regionOf(source: JsonObject, taskPointer: string): string {
  let region = '';
  let at = '';
  let value: JsonValue | undefined = source;
  for (const token of pointerTokens(taskPointer)) {
    const holder: JsonValue | undefined = value;
    at = appendPointer(at, token);
    value = memberOf(holder, token);
    if (isJsonObject(holder) && isBody(holder, token, at)) region = at;
  }
  return region;
}

function memberOf(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (isJsonArray(value)) return value[Number(token)];
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

/** `do` of a `for`, of a `foreach` (which lies in `listen`'s task) and of a `catch`, and the list of a `try`. */
function isBody(holder: JsonObject, token: string, at: string): boolean {
  if (token === 'try') return isJsonArray(holder['try']);
  return token === 'do' && (Object.hasOwn(holder, 'for') || at.endsWith('/foreach/do') || at.endsWith('/catch/do'));
}
