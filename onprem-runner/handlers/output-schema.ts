import { appendPointer, pointerTokens } from '#shared/core/kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/** Keywords of JSON Schema 2020-12 whose value is one schema, a list of schemas, or an object of schemas. */
const SCHEMA_KEYWORDS = ['items', 'contains', 'not', 'if', 'then', 'else', 'additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'propertyNames'];
const LIST_KEYWORDS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const MAP_KEYWORDS = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];

/** The JSON Pointers of the object schemas that let undeclared members through. */
export function openObjects(schema: JsonValue, pointer: string): readonly string[] {
  if (!isJsonObject(schema)) return [];
  const isOpen = describesObject(schema) && schema['additionalProperties'] !== false;
  return [...(isOpen ? [pointer] : []), ...childSchemas(schema, pointer).flatMap((child) => openObjects(child.schema, child.pointer))];
}

/** The schema node that a JSON Pointer into the value leads to, through `properties` and `items`; undefined when it is not declared. */
export function schemaNodeAt(schema: JsonObject, path: string): JsonObject | undefined {
  if (path !== '' && !path.startsWith('/')) return undefined;
  return pointerTokens(path).reduce<JsonObject | undefined>((node, token) => (node === undefined ? undefined : childAt(node, token)), schema);
}

function describesObject(schema: JsonObject): boolean {
  const type = schema['type'];
  return type === 'object' || (isJsonArray(type) && type.includes('object')) || 'properties' in schema || 'patternProperties' in schema;
}

function childAt(node: JsonObject, token: string): JsonObject | undefined {
  const { properties, items } = node;
  const child = isJsonObject(properties) && Object.hasOwn(properties, token) ? properties[token] : items;
  return isJsonObject(child) ? child : undefined;
}

function childSchemas(schema: JsonObject, pointer: string): readonly { readonly schema: JsonValue; readonly pointer: string }[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const place = appendPointer(pointer, keyword);
    if (SCHEMA_KEYWORDS.includes(keyword)) return [{ schema: value, pointer: place }];
    if (LIST_KEYWORDS.includes(keyword) && isJsonArray(value)) return value.map((item, index) => ({ schema: item, pointer: appendPointer(place, index) }));
    if (MAP_KEYWORDS.includes(keyword) && isJsonObject(value)) return Object.entries(value).map(([name, item]) => ({ schema: item, pointer: appendPointer(place, name) }));
    return [];
  });
}
