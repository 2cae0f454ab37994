import type { FuncKeywordDefinition } from 'ajv/dist/2020.js';
import { isJsonArray, isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/**
 * `uniqueItems` (JSON Schema 2020-12 validation §6.4.3) in linear time: ajv's own compares every pair of items,
 * which a body full of small objects turns into minutes.
 */
export const uniqueItems: FuncKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  errors: false,
  validate: (isWanted: boolean, items: readonly JsonValue[]) => !isWanted || areUnique(items),
};

function areUnique(items: readonly JsonValue[]): boolean {
  return new Set(items.map(identityOf)).size === items.length;
}

/** One text per JSON value, the same for values that differ only in the order of their members. */
function identityOf(value: JsonValue): string {
  if (isJsonArray(value)) return `[${value.map(identityOf).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${identityOf(member)}`);
  return `{${members.toSorted().join(',')}}`;
}
