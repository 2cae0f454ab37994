import { appendPointer } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { tierOf } from '../tier/schema-label.ts';
import { joinTiers, type Tier } from '../tier/tier.ts';
import { TRANSFER_FIELDS_MAX, TRANSFER_SCHEMA_DEPTH_MAX } from './limits.ts';

/** Something that is wrong with a schema of rows, or a plan for them: a place and a reason. */
export interface TransferFinding {
  readonly pointer: string;
  readonly message: string;
}

/** A field of a row that holds no other fields, or the items of an array. */
export interface RowField {
  /** JSON Pointer into a row; items of an array are `-`. */
  readonly pointer: string;
  /** JSON Pointer into the schema. */
  readonly schemaPointer: string;
  readonly tier: Tier;
  readonly types: readonly string[];
  readonly isInArray: boolean;
}

/** What a schema says of rows. Usable when there are no findings. */
export interface RowSchema {
  readonly fields: readonly RowField[];
  readonly findings: readonly TransferFinding[];
}

/** Keywords beneath which fields would be declared that nobody sees here. */
const REFUSED_KEYWORDS = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas', 'patternProperties', 'propertyNames', 'prefixItems', 'contains', 'unevaluatedItems', 'contentSchema'] as const;
const SCALARS: ReadonlySet<string> = new Set(['string', 'number', 'integer', 'boolean', 'null']);
/** Without an annotation a field is business data (design §6). */
const TIER_DEFAULT: Tier = 2;

/**
 * Reads the schema of rows that are to leave the bank. It is plain on purpose: objects that list all their members, arrays, and values with a type; so that
 * "every field is declared" is something that a person sees. Findings are told all at once. Transient data is refused: it is never at rest.
 */
export function readRowSchema(schema: JsonValue): RowSchema {
  const found = { fields: [], findings: [] };
  if (!isJsonObject(schema) || schema['type'] !== 'object') return { fields: [], findings: [{ pointer: '', message: 'must be the schema of an object' }] };
  visit(found, { node: schema, pointer: '', schemaPointer: '', tier: TIER_DEFAULT, isAnnotated: false, isInArray: false, depth: 0 });
  return found;
}

/** What may not leave in the clear to where Tier 2 may be: fields of Tier 1, by their place in the schema. */
export function tierFindings({ fields }: RowSchema): readonly TransferFinding[] {
  return fields.filter(({ tier }) => tier === 1).map(({ schemaPointer }) => ({ pointer: schemaPointer, message: 'is Tier 1: it does not leave the bank in a transfer' }));
}

interface Found {
  readonly fields: RowField[];
  readonly findings: TransferFinding[];
}

interface SchemaNode {
  readonly node: JsonValue;
  readonly pointer: string;
  readonly schemaPointer: string;
  readonly tier: Tier;
  readonly isAnnotated: boolean;
  readonly isInArray: boolean;
  readonly depth: number;
}

function visit(found: Found, at: SchemaNode): void {
  const report = (message: string): void => void found.findings.push({ pointer: at.schemaPointer, message });
  const { node } = at;
  if (!isJsonObject(node)) return report('must be a schema with a type');
  if (at.depth > TRANSFER_SCHEMA_DEPTH_MAX) return report(`is nested deeper than ${TRANSFER_SCHEMA_DEPTH_MAX} levels`);
  for (const keyword of REFUSED_KEYWORDS) if (node[keyword] !== undefined) report(`may not use ${keyword}: what it allows cannot be seen here`);
  if (node['x-transient'] === true) report('is transient: it may not be stored anywhere');
  const types = typesOf(node);
  const here = withOwnTier(at, node);
  if (types === undefined) return report('must have a type');
  if (types.includes('object')) visitObject(found, here, { node, types });
  else if (types.includes('array')) visitArray(found, here, { node, types });
  else if (found.fields.length >= TRANSFER_FIELDS_MAX) report(`is one of more than ${TRANSFER_FIELDS_MAX} fields`);
  else found.fields.push({ pointer: at.pointer, schemaPointer: at.schemaPointer, tier: here.tier, types, isInArray: at.isInArray });
}

/** `x-tier` counts for everything beneath, and nothing beneath is less sensitive. */
function withOwnTier(at: SchemaNode, node: JsonObject): SchemaNode {
  const own = tierOf(node);
  if (own === undefined) return at;
  return { ...at, tier: at.isAnnotated ? joinTiers(at.tier, own) : own, isAnnotated: true };
}

interface TypedNode {
  readonly node: JsonObject;
  readonly types: readonly string[];
}

function visitObject(found: Found, at: SchemaNode, { node, types }: TypedNode): void {
  const { properties } = node;
  const report = (message: string): void => void found.findings.push({ pointer: at.schemaPointer, message });
  if (types.some((type) => type !== 'object' && type !== 'null')) return report('must be an object and nothing else');
  if (node['additionalProperties'] !== false) report('must list every field: additionalProperties must be false');
  if (!isJsonObject(properties)) return report('must list its fields in properties');
  for (const [name, child] of Object.entries(properties)) {
    visit(found, { ...at, node: child, pointer: appendPointer(at.pointer, name), schemaPointer: appendPointer(at.schemaPointer, 'properties', name), depth: at.depth + 1 });
  }
}

function visitArray(found: Found, at: SchemaNode, { node, types }: TypedNode): void {
  const report = (message: string): void => void found.findings.push({ pointer: at.schemaPointer, message });
  if (types.some((type) => type !== 'array' && type !== 'null')) return report('must be an array and nothing else');
  if (node['items'] === undefined) return report('must say what its items are');
  visit(found, { ...at, node: node['items'], pointer: `${at.pointer}/-`, schemaPointer: appendPointer(at.schemaPointer, 'items'), isInArray: true, depth: at.depth + 1 });
}

/** Undefined when any type would do. */
function typesOf({ type }: JsonObject): readonly string[] | undefined {
  const types = isJsonArray(type) ? type : [type];
  const names = types.filter((one): one is string => typeof one === 'string' && (SCALARS.has(one) || one === 'object' || one === 'array'));
  return names.length === types.length && names.length > 0 ? names : undefined;
}
