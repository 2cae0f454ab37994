import { pointerTokens } from '#shared/core/kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { SCHEMA_EXPANSION_MAX } from './limits.ts';

/** Keywords of which several may check one value: a reference back to an ancestor in two of them doubles the work at every level of the data. */
const ALTERNATIVES = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas', '$ref'] as const;

/**
 * Why validating by this schema could take time exponential in the size of schema or data; undefined when it cannot.
 * Two ways lead there: references that fan out (each level names the next one twice), and recursion through more than one alternative.
 */
export function expansionRefusal(schema: JsonObject | boolean): string | undefined {
  const expansion: Expansion = { root: schema, work: new Map(), open: new Map(), isAmbiguous: false };
  const work = workOf(expansion, schema);
  if (work.size > SCHEMA_EXPANSION_MAX) return `the schema grows to more than ${SCHEMA_EXPANSION_MAX} subschemas when its references are followed`;
  return expansion.isAmbiguous ? 'the schema refers back to itself through more than one alternative for the same value' : undefined;
}

interface Expansion {
  readonly root: JsonObject | boolean;
  readonly work: Map<JsonObject, Work>;
  /** The schemas that are being followed, with their distance from the root. */
  readonly open: Map<JsonObject, number>;
  isAmbiguous: boolean;
}

/** `size`: subschemas when references are followed. `backTo`: the outermost schema still open that a reference leads back to. */
interface Work {
  readonly size: number;
  readonly backTo?: JsonObject;
}

const NOTHING: Work = { size: 0 };

function workOf(expansion: Expansion, schema: JsonValue | undefined): Work {
  if (!isJsonObject(schema)) return NOTHING;
  if (expansion.open.has(schema)) return { size: 1, backTo: schema };
  const known = expansion.work.get(schema);
  if (known !== undefined) return isStillOpen(expansion, known.backTo) ? known : { size: known.size };
  expansion.open.set(schema, expansion.open.size);
  const groups = groupsOf(expansion, schema);
  if (groups.filter((group) => isStillOpen(expansion, group.backTo)).length > 1) expansion.isAmbiguous = true;
  const { size, backTo } = groups.reduce((sum, group) => join(expansion, sum, group), { size: 1 });
  expansion.open.delete(schema);
  const work: Work = backTo === undefined || backTo === schema ? { size } : { size, backTo };
  expansion.work.set(schema, work);
  return work;
}

function isStillOpen(expansion: Expansion, schema: JsonObject | undefined): boolean {
  return schema !== undefined && expansion.open.has(schema);
}

/** Both together: sizes add up, of the ways back the one that leads further out counts. */
function join(expansion: Expansion, left: Work, right: Work): Work {
  const size = Math.min(left.size + right.size, Number.MAX_SAFE_INTEGER);
  const distance = (work: Work): number => (work.backTo === undefined ? Infinity : (expansion.open.get(work.backTo) ?? Infinity));
  const { backTo } = distance(left) <= distance(right) ? left : right;
  return backTo === undefined ? { size } : { size, backTo };
}

/** Subschemas in groups such that at most one group would do if they spoke of different values. */
function groupsOf(expansion: Expansion, schema: JsonObject): readonly Work[] {
  const alternatives = ALTERNATIVES.flatMap((keyword) => subschemas(expansion, keyword, schema[keyword])).map((one) => workOf(expansion, one));
  const patterns = valuesOf(schema['patternProperties']).map((one) => workOf(expansion, one));
  const members = [...valuesOf(schema['properties']), schema['additionalProperties'], schema['unevaluatedProperties'], ...listOf(schema['prefixItems']), schema['items'], schema['unevaluatedItems']];
  const separate = members.map((one) => workOf(expansion, one));
  const joined = separate.reduce((sum, one) => join(expansion, sum, one), NOTHING);
  return [...alternatives, ...patterns, joined, workOf(expansion, schema['contains']), workOf(expansion, schema['propertyNames'])];
}

function subschemas(expansion: Expansion, keyword: string, value: JsonValue | undefined): readonly (JsonValue | undefined)[] {
  if (keyword === '$ref') return typeof value === 'string' && value.startsWith('#') ? [lookUp(expansion.root, value.slice(1))] : [];
  if (keyword === 'dependentSchemas') return valuesOf(value);
  return isJsonArray(value) ? value : [value];
}

function valuesOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isJsonObject(value) ? Object.values(value) : [];
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isJsonArray(value) ? value : [];
}

function lookUp(root: JsonValue, fragment: string): JsonValue | undefined {
  if (fragment !== '' && !fragment.startsWith('/')) return undefined;
  return pointerTokens(fragment).reduce<JsonValue | undefined>((node, token) => {
    if (isJsonArray(node)) return node[Number(token)];
    return isJsonObject(node) && Object.hasOwn(node, token) ? node[token] : undefined;
  }, root);
}
