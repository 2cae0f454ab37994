import { appendPointer, pointerTokens } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';

/**
 * The JSON Pointers of the outermost values that a schema marks `x-transient`: never at rest in any zone, not even sealed (design §6).
 * Conservative: a mark under any applicator of JSON Schema 2020-12 §10 counts, whether or not that branch applies to the value.
 * Local references (`#/…`) are followed; null and absent values are no finding.
 */
export function transientPlaces(schema: JsonObject | boolean, value: JsonValue): readonly string[] {
  return placesOf({ root: schema, schemas: closureOf(schema, [schema]), value, pointer: '' });
}

interface Scope {
  readonly root: JsonObject | boolean;
  /** Every schema that applies to the value here. */
  readonly schemas: readonly JsonObject[];
  readonly value: JsonValue;
  readonly pointer: string;
}

function placesOf(scope: Scope): readonly string[] {
  if (scope.value === null || scope.schemas.length === 0) return [];
  if (scope.schemas.some((schema) => schema['x-transient'] === true)) return [scope.pointer];
  return childrenOf(scope).flatMap(placesOf);
}

function childrenOf(scope: Scope): readonly Scope[] {
  const { value, pointer, root, schemas } = scope;
  if (isJsonArray(value)) {
    return value.map((item, index) => ({ root, schemas: closureOf(root, schemas.flatMap((schema) => itemSchemas(schema, index))), value: item, pointer: appendPointer(pointer, index) }));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).map(([name, member]) => ({ root, schemas: closureOf(root, schemas.flatMap((schema) => memberSchemas(schema, name))), value: member, pointer: appendPointer(pointer, name) }));
}

const SAME_VALUE = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', 'not', 'dependentSchemas'] as const;

/** The schemas with all that apply to the same value beside them; each once, so that a cycle of references ends. */
function closureOf(root: JsonObject | boolean, start: readonly JsonValue[]): readonly JsonObject[] {
  const found = new Set<JsonObject>();
  const waiting: JsonValue[] = [...start];
  while (waiting.length > 0) {
    const schema = waiting.pop();
    if (!isJsonObject(schema) || found.has(schema)) continue;
    found.add(schema);
    waiting.push(...SAME_VALUE.flatMap((keyword) => applied(root, keyword, schema[keyword])));
  }
  return [...found];
}

function applied(root: JsonObject | boolean, keyword: (typeof SAME_VALUE)[number], value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  if (keyword === '$ref') return typeof value === 'string' ? [resolveLocal(root, value)] : [];
  if (keyword === 'dependentSchemas') return isJsonObject(value) ? Object.values(value) : [];
  return isJsonArray(value) ? value : [value];
}

/** A reference that is not a local JSON Pointer, or names nothing, stands for no schema. */
function resolveLocal(root: JsonObject | boolean, reference: string): JsonValue {
  if (!reference.startsWith('#')) return true;
  return pointerTokens(decodeFragment(reference.slice(1))).reduce<JsonValue>((value, token) => {
    if (isJsonArray(value)) return value[Number(token)] ?? true;
    return isJsonObject(value) && Object.hasOwn(value, token) ? (value[token] ?? true) : true;
  }, root);
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function memberSchemas(schema: JsonObject, name: string): readonly JsonValue[] {
  const properties = schema['properties'];
  const declared = isJsonObject(properties) && Object.hasOwn(properties, name) ? [properties[name]] : [schema['additionalProperties'], schema['unevaluatedProperties']];
  const patterns = schema['patternProperties'];
  return [...declared, ...(isJsonObject(patterns) ? Object.values(patterns) : [])].filter((part) => part !== undefined);
}

function itemSchemas(schema: JsonObject, index: number): readonly JsonValue[] {
  const prefix = schema['prefixItems'];
  const positional = isJsonArray(prefix) ? prefix[index] : undefined;
  return [positional ?? schema['items'], schema['unevaluatedItems'], schema['contains']].filter((part) => part !== undefined);
}
