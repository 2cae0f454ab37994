import { appendPointer, pointerTokens } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';

/** Keywords whose object keys are names that the author declared (JSON Schema 2020-12 §10.3.2, validation §6.5.4). */
const NAMING_KEYWORDS = ['properties', 'dependentRequired', 'dependentSchemas'] as const;

/**
 * Every property name that a schema declares, wherever it stands. Only these may be told to a caller: any other key of
 * an input is data of the caller, and may be Tier 1.
 */
export function declaredNames(schema: JsonObject | boolean): ReadonlySet<string> {
  const names = new Set<string>();
  collect(schema, names);
  return names;
}

/**
 * Cuts a JSON Pointer into `value` at the first name that no schema declares; positions in arrays stay.
 * The rest names the nearest place that may be spoken of.
 */
export function toDeclaredPointer(pointer: string, value: JsonValue, names: ReadonlySet<string>): string {
  let kept = '';
  let at: JsonValue | undefined = value;
  for (const token of pointerTokens(pointer)) {
    if (!isJsonArray(at) && !names.has(token)) return kept;
    kept = appendPointer(kept, token);
    at = childOf(at, token);
  }
  return kept;
}

function childOf(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (isJsonArray(value)) return value[Number(token)];
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

function collect(node: JsonValue, names: Set<string>): void {
  if (isJsonArray(node)) {
    for (const item of node) collect(item, names);
    return;
  }
  if (!isJsonObject(node)) return;
  for (const keyword of NAMING_KEYWORDS) {
    const members = node[keyword];
    if (isJsonObject(members)) for (const name of Object.keys(members)) names.add(name);
  }
  const required = node['required'];
  if (isJsonArray(required)) for (const name of required) if (typeof name === 'string') names.add(name);
  for (const child of Object.values(node)) collect(child, names);
}
