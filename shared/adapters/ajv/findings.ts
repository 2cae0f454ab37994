import type { ErrorObject } from 'ajv/dist/2020.js';
import { appendPointer } from '#shared/core/kernel/json-pointer.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { toDeclaredPointer } from '#shared/core/tier/declared-pointer.ts';
import type { SchemaFinding } from '#shared/ports/schema-validator.ts';
import { SCHEMA_FINDINGS_MAX } from './limits.ts';

/** What ajv found, told without values and without names that the schema does not declare. Each finding once, at most a hundred. */
export function toFindings(errors: readonly ErrorObject[], value: JsonValue, names: ReadonlySet<string>): readonly SchemaFinding[] {
  const found = new Map<string, SchemaFinding>();
  for (const error of errors) {
    if (found.size >= SCHEMA_FINDINGS_MAX) break;
    const finding = toFinding(error, value, names);
    found.set(`${finding.pointer} ${finding.schemaPointer} ${finding.message}`, finding);
  }
  return [...found.values()];
}

function toFinding(error: ErrorObject, value: JsonValue, names: ReadonlySet<string>): SchemaFinding {
  return {
    pointer: toDeclaredPointer(error.instancePath, value, names),
    schemaPointer: toSchemaPointer(error.schemaPath),
    keyword: error.keyword === 'false schema' ? 'false' : error.keyword,
    message: messageOf(error),
  };
}

/** Ajv writes a URI fragment; we write a JSON Pointer (RFC 6901 §6). */
function toSchemaPointer(schemaPath: string): string {
  const fragment = schemaPath.slice(schemaPath.indexOf('#') + 1);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

type Params = ErrorObject['params'];

/** By keyword, made only of what the schema says: limits, types, declared names. */
const MESSAGES: { readonly [keyword: string]: (params: Params) => string } = {
  additionalProperties: () => 'has a property that the schema does not declare',
  unevaluatedProperties: () => 'has a property that the schema does not declare',
  propertyNames: () => 'has a property whose name the schema does not allow',
  required: (params) => `must have required property '${text(params['missingProperty'])}'`,
  dependentRequired: (params) => `must have property '${text(params['missingProperty'])}' beside '${text(params['property'])}'`,
  type: (params) => `must be ${text(params['type'])}`,
  enum: () => 'must be one of the values that the schema lists',
  const: () => 'must be the value that the schema names',
  format: (params) => `must have format '${text(params['format'])}'`,
  pattern: (params) => `must match pattern ${JSON.stringify(params['pattern'])}`,
  minimum: (params) => `must be ${text(params['comparison'])} ${text(params['limit'])}`,
  maximum: (params) => `must be ${text(params['comparison'])} ${text(params['limit'])}`,
  exclusiveMinimum: (params) => `must be ${text(params['comparison'])} ${text(params['limit'])}`,
  exclusiveMaximum: (params) => `must be ${text(params['comparison'])} ${text(params['limit'])}`,
  multipleOf: (params) => `must be a multiple of ${text(params['multipleOf'])}`,
  minLength: (params) => `must have at least ${text(params['limit'])} characters`,
  maxLength: (params) => `must have at most ${text(params['limit'])} characters`,
  minItems: (params) => `must have at least ${text(params['limit'])} items`,
  maxItems: (params) => `must have at most ${text(params['limit'])} items`,
  items: (params) => `must have at most ${text(params['limit'])} items`,
  unevaluatedItems: () => 'has more items than the schema allows',
  minProperties: (params) => `must have at least ${text(params['limit'])} properties`,
  maxProperties: (params) => `must have at most ${text(params['limit'])} properties`,
  uniqueItems: () => 'must not have the same item twice',
  contains: () => 'must contain a matching item',
  anyOf: () => 'must match at least one of the alternatives',
  oneOf: () => 'must match exactly one of the alternatives',
  not: () => 'must not match the schema that is excluded',
  if: () => 'must match the schema of the condition that applies',
  'false schema': () => 'is not allowed here',
};

function messageOf(error: ErrorObject): string {
  return MESSAGES[error.keyword]?.(error.params) ?? `does not satisfy '${error.keyword}'`;
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(' or ') : String(value);
}

/** The single finding of a schema that cannot be used: nothing passes it. */
export function unusableSchema(reason: string): readonly SchemaFinding[] {
  return [{ pointer: '', schemaPointer: appendPointer(''), keyword: '$schema', message: `cannot be checked: ${reason}` }];
}
