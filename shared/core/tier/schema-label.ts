import { appendPointer, pointerTokens } from '../kernel/json-pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { ABSENT, arrayLabel, LABEL_DEPTH_MAX, objectLabel, type Label } from './label.ts';
import type { SealedField } from './placement.ts';
import { isClearIn, joinTiers, type Tier, type Zone } from './tier.ts';

/** How a schema is to be read: where it stands, what its unannotated nodes are worth, and which zone the data travels to. */
export interface SchemaReading {
  readonly schema: JsonObject | boolean;
  /** Pointer of the schema document in the definition: the prefix of every origin. */
  readonly pointer: string;
  readonly defaultTier: Tier;
  /** Nodes that may not be in the clear in this zone travel sealed, at the annotated node as a whole. */
  readonly zone: Zone;
}

interface NodeReading {
  readonly reading: SchemaReading;
  readonly node: JsonValue;
  /** Pointer of the node inside the schema document. */
  readonly schemaPointer: string;
  readonly dataPath: readonly string[];
  readonly tier: Tier;
  /** True when an annotation at or above the node says the tier; false when it is only the default. */
  readonly annotated: boolean;
  readonly depth: number;
}

/** Keywords beneath which the shape of the data is not known statically. */
const COMBINATORS = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas', 'patternProperties', '$dynamicRef'] as const;

/** Those that only narrow down what the node's own keywords allow. */
const NARROWING: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas']);

/** The label of data that satisfies a schema, as it is in the zone: what may not be in the clear there is one sealed node. */
export function labelOfSchema(reading: SchemaReading): Label {
  return visit(rootOf(reading), () => undefined);
}

/** Every input field that travels sealed to the zone, in document order. */
export function sealedFieldsOf(reading: SchemaReading): readonly SealedField[] {
  const found: SealedField[] = [];
  visit(rootOf(reading), (at) => {
    found.push({ schemaPointer: at.schemaPointer, origin: reading.pointer + at.schemaPointer, dataPath: at.dataPath, tier: at.tier });
  });
  return found;
}

/** Paths of all `x-transient` fields: property names, `*` for every item of an array. */
export function transientPathsOf(schema: JsonObject | boolean): readonly (readonly string[])[] {
  const reading: SchemaReading = { schema, pointer: '', defaultTier: 3, zone: 'on-prem' };
  return transientPaths(labelOfSchema(reading), []);
}

function transientPaths(label: Label, path: readonly string[]): readonly (readonly string[])[] {
  if (label.transient === true) return [path];
  if (label.shape.kind === 'array') return transientPaths(label.shape.items, [...path, '*']);
  if (label.shape.kind !== 'object') return [];
  return [...label.shape.fields].flatMap(([name, child]) => transientPaths(child, [...path, name]));
}

function rootOf(reading: SchemaReading): NodeReading {
  return annotate({ reading, node: reading.schema, schemaPointer: '', dataPath: [], tier: reading.defaultTier, annotated: false, depth: 0 });
}

/** Takes up the node's own `x-tier`: inherited downwards, and never less sensitive than an annotation above. */
function annotate(at: NodeReading): NodeReading {
  if (!isJsonObject(at.node)) return at;
  const own = tierOf(at.node);
  if (own === undefined) return at;
  return { ...at, tier: at.annotated ? joinTiers(at.tier, own) : own, annotated: true };
}

/** The `x-tier` of a schema node. */
export function tierOf(node: JsonObject): Tier | undefined {
  const tier = node['x-tier'];
  return tier === 1 || tier === 2 || tier === 3 ? tier : undefined;
}

function visit(at: NodeReading, onSealed: (at: NodeReading) => void): Label {
  if (at.node === false) return ABSENT;
  if (isJsonObject(at.node) && at.node['x-transient'] === true) return { ...leaf(at, 1), transient: true };
  const resolved = resolveReference(at);
  if (resolved === undefined || at.depth > LABEL_DEPTH_MAX) return unreadable(at, onSealed);
  if (resolved !== at) return visit(resolved, onSealed);
  const isClear = isClearIn(at.tier, at.reading.zone);
  if (at.annotated && !isClear) return seal(at, onSealed);
  if (!isJsonObject(at.node)) return isClear ? leaf(at, at.tier) : seal(at, onSealed);
  if (!isReadable(at, at.node)) return unreadable(at, onSealed);
  if (isJsonObject(at.node['properties'])) return visitObject(at, at.node, onSealed);
  if (at.node['items'] !== undefined || at.node['prefixItems'] !== undefined) return visitArray(at, at.node, onSealed);
  if (isJsonObject(at.node['additionalProperties']) || at.node['contains'] !== undefined) return unreadable(at, onSealed);
  return isClear ? leaf(at, at.tier) : seal(at, onSealed);
}

/**
 * False when keywords of the node say something of the data that its label could not. A condition over an object is no hindrance as long as it
 * speaks of clear members only (`if` this one is given `then` that one is required): it takes values away, and annotates none.
 */
function isReadable(at: NodeReading, node: JsonObject): boolean {
  const combined = COMBINATORS.filter((keyword) => node[keyword] !== undefined);
  if (combined.length === 0) return true;
  const parts: readonly JsonValue[] = combined.map((keyword) => node[keyword] ?? null);
  if (!isClosedObject(node) || !combined.every((keyword) => NARROWING.has(keyword)) || parts.some(hasReference) || parts.some(isAnnotated)) return false;
  const mentioned = new Set(parts.flatMap(propertiesNamedIn));
  return Object.entries(node['properties'] ?? {}).every(([name, child]) => !mentioned.has(name) || isClearWithin(at, child));
}

/** True for a schema that only objects with these very members satisfy. */
function isClosedObject(node: JsonObject): boolean {
  return node['type'] === 'object' && isJsonObject(node['properties']) && node['additionalProperties'] === false;
}

function isAnnotated(node: JsonValue): boolean {
  if (Array.isArray(node)) return node.some(isAnnotated);
  return isJsonObject(node) && (node['x-tier'] !== undefined || node['x-transient'] !== undefined || Object.values(node).some(isAnnotated));
}

/** Every name that stands as a property in a schema, at any depth. */
function propertiesNamedIn(node: JsonValue): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(propertiesNamedIn);
  if (!isJsonObject(node)) return [];
  const own = isJsonObject(node['properties']) ? Object.keys(node['properties']) : [];
  return [...own, ...Object.values(node).flatMap(propertiesNamedIn)];
}

function isClearWithin(at: NodeReading, child: JsonValue): boolean {
  const tier = mostSensitiveBeneath(hasReference(child) ? at.reading.schema : child, at.tier);
  return isClearIn(tier, at.reading.zone);
}

/**
 * An object whose members are declared: each has a label of its own. Its structure is as public as the zone, or it would be sealed. Only where
 * the value cannot be anything but that object does the label of its members say all.
 */
function visitObject(at: NodeReading, node: JsonObject, onSealed: (at: NodeReading) => void): Label {
  const isClear = isClearIn(at.tier, at.reading.zone);
  const isClosed = isClosedTo(node);
  if (!isClear && !(isClosed && isObjectOnly(node))) return seal(at, onSealed);
  const properties = isJsonObject(node['properties']) ? node['properties'] : {};
  const fields = Object.entries(properties).map(([name, child]) => {
    const below: NodeReading = { ...at, node: child, schemaPointer: appendPointer(at.schemaPointer, 'properties', name), dataPath: [...at.dataPath, name], depth: at.depth + 1 };
    return [name, visit(annotate(below), onSealed)] as const;
  });
  const tier = isClear ? at.tier : 3;
  return isClosed ? objectLabel(fields, { tier }) : objectLabel(fields, { tier, rest: restOf(at, node, onSealed) });
}

/** `unevaluatedProperties` speaks only of members that nothing beside it allows (JSON Schema 2020-12 §11.3). */
function isClosedTo(node: JsonObject): boolean {
  return node['additionalProperties'] === false || (node['unevaluatedProperties'] === false && node['additionalProperties'] === undefined);
}

/** Null carries no data, and stays clear anyway. */
function isObjectOnly({ type }: JsonObject): boolean {
  const types = Array.isArray(type) ? type : [type];
  return types.includes('object') && types.every((one: JsonValue | undefined) => one === 'object' || one === 'null');
}

function restOf(at: NodeReading, node: JsonObject, onSealed: (at: NodeReading) => void): Label {
  const schema = node['additionalProperties'] ?? node['unevaluatedProperties'] ?? true;
  const below: NodeReading = { ...at, node: schema, schemaPointer: appendPointer(at.schemaPointer, 'additionalProperties'), dataPath: [...at.dataPath, '*'], depth: at.depth + 1 };
  return visit(annotate(below), onSealed);
}

function visitArray(at: NodeReading, node: JsonObject, onSealed: (at: NodeReading) => void): Label {
  if (!isClearIn(at.tier, at.reading.zone)) return seal(at, onSealed);
  if (node['prefixItems'] !== undefined) return unreadable(at, onSealed);
  const below: NodeReading = { ...at, node: node['items'] ?? true, schemaPointer: appendPointer(at.schemaPointer, 'items'), dataPath: [...at.dataPath, '*'], depth: at.depth + 1 };
  return arrayLabel(visit(annotate(below), onSealed), at.tier);
}

/** A node that the analysis cannot look into: one piece, as sensitive as the most sensitive annotation beneath it. */
function unreadable(at: NodeReading, onSealed: (at: NodeReading) => void): Label {
  const scope = hasReference(at.node) ? at.reading.schema : at.node;
  const tier = mostSensitiveBeneath(scope, at.tier);
  const whole = { ...at, tier, annotated: true };
  return isClearIn(tier, at.reading.zone) ? leaf(whole, tier) : seal(whole, onSealed);
}

/** A reference beneath may lead anywhere in the document, so the whole document counts. */
function hasReference(node: JsonValue): boolean {
  if (Array.isArray(node)) return node.some(hasReference);
  return isJsonObject(node) && (node['$ref'] !== undefined || node['$dynamicRef'] !== undefined || Object.values(node).some(hasReference));
}

function mostSensitiveBeneath(node: JsonValue, tier: Tier): Tier {
  if (Array.isArray(node)) return node.reduce<Tier>((worst, child: JsonValue) => mostSensitiveBeneath(child, worst), tier);
  if (!isJsonObject(node)) return tier;
  const own = node['x-transient'] === true ? 1 : (tierOf(node) ?? tier);
  return Object.values(node).reduce<Tier>((worst, child) => mostSensitiveBeneath(child, worst), joinTiers(tier, own));
}

function seal(at: NodeReading, onSealed: (at: NodeReading) => void): Label {
  onSealed(at);
  return leaf(at, at.tier);
}

/** One node without a known inside. Only what is more sensitive than public needs a way to be shown. */
function leaf(at: NodeReading, tier: Tier): Label {
  const kind = isScalarSchema(at.node) ? 'scalar' : 'opaque';
  if (tier === 3) return { tier, shape: { kind }, origins: [], trail: [] };
  const id = at.reading.pointer + at.schemaPointer;
  const field = at.dataPath.length === 0 ? 'the whole value' : `'${at.dataPath.join('.')}'`;
  const because = at.annotated ? '' : ' by default, since no schema annotates it';
  return { tier, shape: { kind }, origins: [{ id, tier }], trail: [{ pointer: id, note: `${field} is Tier ${tier}${because}` }] };
}

const SCALAR_TYPES: ReadonlySet<JsonValue | undefined> = new Set(['string', 'number', 'integer', 'boolean', 'null']);

function isScalarSchema(node: JsonValue): boolean {
  if (!isJsonObject(node)) return false;
  const type = node['type'];
  return Array.isArray(type) ? type.length > 0 && type.every((one: JsonValue) => SCALAR_TYPES.has(one)) : SCALAR_TYPES.has(type);
}

/** Follows a local `$ref` to the node it names; undefined when it leads nowhere or round in circles. */
function resolveReference(at: NodeReading): NodeReading | undefined {
  if (!isJsonObject(at.node) || at.node['$ref'] === undefined) return at;
  const reference = at.node['$ref'];
  if (typeof reference !== 'string' || !(reference === '#' || reference.startsWith('#/'))) return undefined;
  const way = lookUp(at.reading.schema, reference.slice(1));
  const target = way?.at(-1);
  if (way === undefined || target === undefined || Object.keys(at.node).some((key) => !REFERENCE_SIBLINGS.has(key))) return undefined;
  return annotate({ ...inheriting(at, way), node: target, depth: at.depth + 1 });
}

/** A schema that stands beneath a more sensitive one keeps that when it is borrowed from there. */
function inheriting(at: NodeReading, way: readonly JsonValue[]): NodeReading {
  const above = way.flatMap((node) => (isJsonObject(node) ? (tierOf(node) ?? []) : []));
  const tier = above.reduce<Tier>(joinTiers, at.tier);
  return tier === at.tier ? at : { ...at, tier, annotated: true };
}

/** Siblings of `$ref` that do not change the shape. */
const REFERENCE_SIBLINGS: ReadonlySet<string> = new Set(['$ref', 'title', 'description', '$comment', 'examples', 'default', 'deprecated', 'x-tier']);

/** Every node on the way to the one that a pointer names, which is the last. */
function lookUp(schema: JsonValue, pointer: string): readonly JsonValue[] | undefined {
  return pointerTokens(pointer).reduce<readonly JsonValue[] | undefined>(
    (way, token) => {
      const node = way?.at(-1);
      const child = Array.isArray(node) ? node[Number(token)] : isJsonObject(node) && Object.hasOwn(node, token) ? node[token] : undefined;
      return way === undefined || child === undefined ? undefined : [...way, child];
    },
    [schema],
  );
}

/** Every tier that a schema claims, anywhere in it. */
export function claimedTiers(schema: JsonValue | undefined): readonly Tier[] {
  if (Array.isArray(schema)) return schema.flatMap((one: JsonValue) => claimedTiers(one));
  if (!isJsonObject(schema)) return [];
  const own = tierOf(schema);
  return [...(own === undefined ? [] : [own]), ...Object.values(schema).flatMap(claimedTiers)];
}
