import { unreachable } from '#shared/core/kernel/assert.ts';
import { appendPointer, pointerTokens } from '#shared/core/kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/**
 * How one value is made of another, without code: a JSON Pointer (`''`, `/customer/id`), `{ $from: pointer, $otherwise: value }`, a constant
 * `{ $value: … }`, something of the attempt `{ $context: idempotencyKey }`, or an object whose members are such again.
 */
export type ValueMap =
  | { readonly kind: 'pointer'; readonly pointer: string; readonly otherwise?: JsonValue }
  | { readonly kind: 'constant'; readonly value: JsonValue }
  | { readonly kind: 'context'; readonly name: ContextName }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, ValueMap])[] };

/** What an attempt is known by: random ids, no data. */
export type ContextName = (typeof CONTEXT_NAMES)[number];
export type ContextValues = Readonly<Record<ContextName, string>>;

const CONTEXT_NAMES = ['idempotencyKey', 'attemptId', 'executionId'] as const;
const DEPTH_MAX = 16;
/** RFC 6901 §3. */
const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/u;
const EXPECTED = `must be a JSON Pointer, { $from, $otherwise }, { $value }, { $context: ${CONTEXT_NAMES.join(' | ')} } or an object of these`;

/** Told what is wrong, by the place of the map in its declaration. */
export type Report = (pointer: string, expected: string) => void;

/** Reads a map of a declaration. Undefined: it is wrong, and reported. */
export function parseValueMap(value: JsonValue, place: string, report: Report): ValueMap | undefined {
  return parseLevel({ value, place, depth: 0 }, report);
}

interface Level {
  readonly value: JsonValue;
  readonly place: string;
  readonly depth: number;
}

function parseLevel({ value, place, depth }: Level, report: Report): ValueMap | undefined {
  const wrong = (): undefined => void report(place, EXPECTED);
  if (depth > DEPTH_MAX) return wrong();
  if (typeof value === 'string') return POINTER.test(value) ? { kind: 'pointer', pointer: value } : wrong();
  if (!isJsonObject(value)) return wrong();
  const names = Object.keys(value);
  if (names.some((name) => name.startsWith('$'))) return parseKeyword(value, names) ?? wrong();
  const members = names.map((name) => [name, parseLevel({ value: value[name] ?? null, place: appendPointer(place, name), depth: depth + 1 }, report)] as const);
  const sound = members.flatMap(([name, map]) => (map === undefined ? [] : [[name, map] as const]));
  return sound.length < members.length ? undefined : { kind: 'object', members: sound };
}

function parseKeyword(value: JsonObject, names: readonly string[]): ValueMap | undefined {
  const { $value: constant, $context: context, $from: from, $otherwise: otherwise } = value;
  const [first] = names;
  if (names.length === 1 && first === '$value' && constant !== undefined) return { kind: 'constant', value: constant };
  const name = CONTEXT_NAMES.find((one) => one === context);
  if (names.length === 1 && name !== undefined) return { kind: 'context', name };
  if (typeof from !== 'string' || !POINTER.test(from) || names.some((one) => one !== '$from' && one !== '$otherwise')) return undefined;
  return { kind: 'pointer', pointer: from, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** The value that a map makes; undefined where it leads nowhere. Members that lead nowhere are left out of their object. */
export function applyValueMap(map: ValueMap, source: JsonValue, context: ContextValues): JsonValue | undefined {
  switch (map.kind) {
    case 'constant':
      return map.value;
    case 'context':
      return context[map.name];
    case 'pointer':
      return valueAt(source, map.pointer) ?? map.otherwise;
    case 'object': {
      const members = map.members.map(([name, inner]) => [name, applyValueMap(inner, source, context)] as const);
      return Object.fromEntries(members.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
    }
    default:
      return unreachable(map);
  }
}

/** The value that a JSON Pointer leads to (RFC 6901 §4); undefined where there is none. */
export function valueAt(source: JsonValue, pointer: string): JsonValue | undefined {
  return pointerTokens(pointer).reduce<JsonValue | undefined>(childOf, source);
}

function childOf(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (isJsonArray(value)) return /^(?:0|[1-9]\d*)$/u.test(token) ? value[Number(token)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

/** All pointers of a map, with the place of each in the declaration. */
export function pointersIn(map: ValueMap, place: string): readonly { readonly pointer: string; readonly place: string }[] {
  if (map.kind === 'pointer') return [{ pointer: map.pointer, place }];
  return map.kind === 'object' ? map.members.flatMap(([name, inner]) => pointersIn(inner, appendPointer(place, name))) : [];
}

/** Reports every pointer of a map that leads to no declared part of a schema: nothing is taken along that nobody has declared. */
export function checkDeclared(map: ValueMap, place: string, more: { readonly schema: JsonObject; readonly what: string; readonly report: Report }): void {
  for (const found of pointersIn(map, place)) {
    if (!isDeclared(more.schema, pointerTokens(found.pointer))) more.report(found.place, `leads to no declared part of the ${more.what}`);
  }
}

/** Keywords behind which parts of a value may be declared that are not looked for here. */
const INDIRECT = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas'];

function isDeclared(schema: JsonValue | undefined, tokens: readonly string[]): boolean {
  const [token, ...others] = tokens;
  if (token === undefined) return schema !== undefined;
  if (!isJsonObject(schema)) return false;
  if (INDIRECT.some((keyword) => keyword in schema)) return true;
  const { properties, items, prefixItems } = schema;
  if (isJsonObject(properties) && Object.hasOwn(properties, token)) return isDeclared(properties[token], others);
  if (isJsonArray(prefixItems) && Object.hasOwn(prefixItems, token)) return isDeclared(prefixItems[Number(token)], others);
  return /^\d+$/u.test(token) && isDeclared(items, others);
}
