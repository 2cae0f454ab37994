import { appendPointer, pointerTokens } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import type { CsvField } from './csv-record.ts';
import { BATCH_REFERENCES_MAX } from './limits.ts';

/** How the text of a cell becomes a value. `json`: an array or an object, written as JSON. */
export type CellType = 'string' | 'number' | 'integer' | 'boolean' | 'json';

/** One column of a CSV file: where its values belong in the input, and as what. */
export interface CsvColumn {
  /** Names from the root of the input. */
  readonly path: readonly string[];
  readonly pointer: string;
  readonly type: CellType;
  /** What nothing between two delimiters means: null where the schema asks for the field and takes null, else the field is absent. */
  readonly whenEmpty: 'absent' | 'null';
}

/**
 * What the head of a CSV file means under the input schema. A name is a declared property, or `a.b` a property of a property. Where the schema is open, an
 * unknown column is text. Errors, all at once: columns by their number, since a name that nobody declared may be anything.
 */
export function planColumns(head: readonly CsvField[], schema: JsonObject | boolean): Result<readonly CsvColumn[], readonly string[]> {
  const columns = head.map(({ text }) => columnOf(text.trim(), schema));
  const faults = columns.flatMap((column, index) => (column.ok ? [] : [`column ${index + 1} ${column.error}`]));
  const planned = columns.flatMap((column) => (column.ok ? [column.value] : []));
  const clashes = faults.length > 0 ? [] : clashesOf(planned);
  return faults.length + clashes.length > 0 ? fail([...faults, ...clashes]) : succeed(planned);
}

/** Two columns for one place, or one for an object and another for a member of it. */
function clashesOf(columns: readonly CsvColumn[]): readonly string[] {
  const taken = new Map<string, number>();
  return columns.flatMap((column, index) => {
    const isTaken = [...taken.keys()].some((other) => other === column.pointer || column.pointer.startsWith(`${other}/`) || other.startsWith(`${column.pointer}/`));
    taken.set(column.pointer, index);
    return isTaken ? [`column ${index + 1} stands for the same place as an earlier one`] : [];
  });
}

interface SchemaPlace {
  readonly node: JsonValue;
  readonly path: readonly string[];
  readonly isRequired: boolean;
}

function columnOf(name: string, schema: JsonObject | boolean): Result<CsvColumn, string> {
  if (name === '') return fail('has no name');
  const place = findPlace({ node: schema, path: [], isRequired: true }, { name, root: schema });
  if (place === undefined) return fail('is not declared by the input schema');
  const types = typesOf(place.node);
  const type = cellTypeOf(types);
  return succeed({ path: place.path, pointer: appendPointer('', ...place.path), type, whenEmpty: place.isRequired && types.has('null') ? 'null' : 'absent' });
}

/** A property of this very name goes before the property of a property: a name may hold a point. */
function findPlace(at: SchemaPlace, want: { readonly name: string; readonly root: JsonObject | boolean }): SchemaPlace | undefined {
  const node = followReferences(at.node, want.root);
  const child = (name: string): SchemaPlace | undefined => childOf({ ...at, node }, name);
  const whole = child(want.name);
  if (whole !== undefined) return { ...whole, node: followReferences(whole.node, want.root) };
  const point = want.name.indexOf('.');
  const inner = point <= 0 ? undefined : child(want.name.slice(0, point));
  if (inner !== undefined) return findPlace(inner, { ...want, name: want.name.slice(point + 1) });
  return isOpen(node) ? { node: true, path: [...at.path, ...want.name.split('.')], isRequired: false } : undefined;
}

function childOf({ node, path, isRequired }: SchemaPlace, name: string): SchemaPlace | undefined {
  const properties = isJsonObject(node) ? node['properties'] : undefined;
  if (!isJsonObject(node) || !isJsonObject(properties) || !Object.hasOwn(properties, name)) return undefined;
  const required = node['required'];
  return { node: properties[name] ?? true, path: [...path, name], isRequired: isRequired && isJsonArray(required) && required.includes(name) };
}

function isOpen(node: JsonValue): boolean {
  if (!isJsonObject(node)) return node === true;
  const { additionalProperties, unevaluatedProperties } = node;
  return additionalProperties !== false && unevaluatedProperties !== false;
}

/** Follows `$ref` inside the document (JSON Schema 2020-12 §8.2.3.1); what leads nowhere says nothing. */
function followReferences(node: JsonValue, root: JsonValue): JsonValue {
  let at = node;
  for (let followed = 0; isJsonObject(at) && typeof at['$ref'] === 'string'; followed += 1) {
    const reference = at['$ref'];
    if (!reference.startsWith('#') || followed >= BATCH_REFERENCES_MAX) return true;
    at = pointerTokens(reference.slice(1)).reduce<JsonValue>((inner, token) => (isJsonObject(inner) && Object.hasOwn(inner, token) ? (inner[token] ?? true) : true), root);
  }
  return at;
}

/** By `type`, else by the values that are allowed; no word of it means any. */
function typesOf(node: JsonValue): ReadonlySet<string> {
  if (!isJsonObject(node)) return new Set();
  const { type } = node;
  if (typeof type === 'string') return new Set([type]);
  if (isJsonArray(type)) return new Set(type.map(String));
  const values = isJsonArray(node['enum']) ? node['enum'] : node['const'] === undefined ? [] : [node['const']];
  return new Set(values.map(typeOfValue));
}

function typeOfValue(value: JsonValue): string {
  if (value === null) return 'null';
  if (typeof value === 'object') return isJsonArray(value) ? 'array' : 'object';
  return typeof value;
}

/** Text wins where text is allowed: it says what the file says. */
function cellTypeOf(types: ReadonlySet<string>): CellType {
  if (types.has('string')) return 'string';
  if (types.has('number')) return 'number';
  if (types.has('integer')) return 'integer';
  if (types.has('boolean')) return 'boolean';
  return types.has('array') || types.has('object') ? 'json' : 'string';
}
