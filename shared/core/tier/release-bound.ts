import type { DeclassificationMethod } from '../definition/model.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';

/** How much a declassification lets out: a number of different values, or why its schema does not bound it. */
export type BoundCheck = { readonly bounded: true; readonly distinctValues: number | 'unbounded' } | { readonly bounded: false; readonly reason: string };

/** Values that an `enum` may list. */
export const RELEASED_ENUM_VALUES_MAX = 256;
/** Steps that a `range` may have. */
export const RELEASED_RANGE_STEPS_MAX = 1_001;
/** Steps that an `aggregate` may have. */
export const RELEASED_AGGREGATE_STEPS_MAX = 1_000_000_001;
/** Characters that a `masked` string or a `token` may have. */
export const RELEASED_TEXT_CHARACTERS_MAX = 128;

type Check = (schema: JsonObject) => BoundCheck;

/** Checks that a schema bounds what a method may let out. The runner validates each released value by the same schema. */
export function checkReleaseBound(method: DeclassificationMethod, schema: JsonValue | undefined): BoundCheck {
  if (!isJsonObject(schema)) return refuse('the result has no schema there');
  if (UNBOUNDING.some((keyword) => schema[keyword] !== undefined)) return refuse(`its schema uses ${UNBOUNDING.join(', ')} or the like`);
  return CHECKS[method](schema);
}

/** Keywords under which the node's own keywords no longer tell what values there are. */
const UNBOUNDING = ['$ref', '$dynamicRef', 'anyOf', 'oneOf', 'allOf', 'if', 'not'] as const;

function refuse(reason: string): BoundCheck {
  return { bounded: false, reason };
}

function enumerated(schema: JsonObject): BoundCheck {
  if (schema['const'] !== undefined) return { bounded: true, distinctValues: 1 };
  const values = schema['enum'];
  if (!Array.isArray(values) || values.length === 0) return refuse("method 'enum' needs an `enum` or `const` in the schema");
  if (values.some((value: JsonValue) => typeof value === 'object' && value !== null)) return refuse("method 'enum' releases scalars only");
  return values.length <= RELEASED_ENUM_VALUES_MAX ? { bounded: true, distinctValues: values.length } : refuse(`the enum lists more than ${RELEASED_ENUM_VALUES_MAX} values`);
}

function boolean(schema: JsonObject): BoundCheck {
  return isOfType(schema, ['boolean']) ? { bounded: true, distinctValues: 2 } : refuse("method 'boolean' needs `type: boolean`");
}

function numberWithin(schema: JsonObject, limits: { readonly method: string; readonly steps: number }): BoundCheck {
  if (!isOfType(schema, ['integer', 'number'])) return refuse(`method '${limits.method}' needs a bounded integer, a number with multipleOf, or an enum`);
  const lowest = numberOf(schema['minimum'] ?? schema['exclusiveMinimum']);
  const highest = numberOf(schema['maximum'] ?? schema['exclusiveMaximum']);
  if (lowest === undefined || highest === undefined) return refuse(`method '${limits.method}' needs \`minimum\` and \`maximum\``);
  const step = numberOf(schema['multipleOf']) ?? (isOfType(schema, ['integer']) ? 1 : undefined);
  if (step === undefined || step <= 0) return refuse(`method '${limits.method}' needs \`type: integer\` or a \`multipleOf\`: a number without steps can carry anything`);
  const steps = Math.floor((highest - lowest) / step) + 1;
  return steps >= 1 && steps <= limits.steps ? { bounded: true, distinctValues: steps } : refuse(`the bounds allow ${steps} values, more than ${limits.steps}`);
}

function range(schema: JsonObject): BoundCheck {
  return schema['enum'] === undefined && schema['const'] === undefined ? numberWithin(schema, { method: 'range', steps: RELEASED_RANGE_STEPS_MAX }) : enumerated(schema);
}

function text(schema: JsonObject, method: 'masked' | 'token'): BoundCheck {
  const longest = numberOf(schema['maxLength']);
  if (!isOfType(schema, ['string']) || longest === undefined || longest > RELEASED_TEXT_CHARACTERS_MAX) return refuse(`method '${method}' needs \`type: string\` with a \`maxLength\` of at most ${RELEASED_TEXT_CHARACTERS_MAX}`);
  return typeof schema['pattern'] === 'string' ? { bounded: true, distinctValues: 'unbounded' } : refuse(`method '${method}' needs a \`pattern\` that the released text must match`);
}

const CHECKS: { readonly [method in DeclassificationMethod]: Check } = {
  enum: enumerated,
  boolean,
  range,
  masked: (schema) => text(schema, 'masked'),
  token: (schema) => text(schema, 'token'),
  aggregate: (schema) => numberWithin(schema, { method: 'aggregate', steps: RELEASED_AGGREGATE_STEPS_MAX }),
};

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** True when the schema allows the given types only, and null: an absent or null value stays clear anyway. */
function isOfType(schema: JsonObject, types: readonly string[]): boolean {
  const type = schema['type'];
  const listed = Array.isArray(type) ? type.filter((one: JsonValue) => one !== 'null') : [type];
  return listed.length > 0 && listed.every((one) => typeof one === 'string' && types.includes(one));
}
