import { appendPointer, pointerTokens } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';

/*
 * A sealed field is named by the way that leads to its node through the schema, references included: `/properties/client/properties/name` also
 * where `client` is no more than a `$ref`. So two fields that share a schema have names of their own.
 */

/** The JSON Pointer at which a node really stands, for the way that leads to it; the way itself where it leads nowhere. */
export function pointerOfWay(document: JsonObject | boolean, way: string): string {
  let at: Place = { node: document, pointer: '' };
  for (const token of pointerTokens(way)) {
    const holder = followed(document, at);
    const child = holder === undefined ? undefined : childOf(holder.node, token);
    if (holder === undefined || child === undefined) return way;
    at = { node: child, pointer: appendPointer(holder.pointer, token) };
  }
  return at.pointer;
}

/** A copy of the document in which every reference on the way is replaced by what it refers to, and the node at its end by another. */
export function replaceOnWay(document: JsonObject | boolean, way: string, change: (node: JsonValue) => JsonValue): JsonObject | boolean {
  const changed = replaced(document, { node: document, tokens: pointerTokens(way), change });
  return isJsonObject(changed) || typeof changed === 'boolean' ? changed : document;
}

interface Replacement {
  readonly node: JsonValue;
  readonly tokens: readonly string[];
  readonly change: (node: JsonValue) => JsonValue;
}

function replaced(document: JsonValue, at: Replacement): JsonValue {
  const [token, ...tokens] = at.tokens;
  if (token === undefined) return at.change(at.node);
  const node = followed(document, { node: at.node, pointer: '' })?.node ?? at.node;
  const child = childOf(node, token);
  if (child === undefined) return at.node;
  const inside = replaced(document, { ...at, node: child, tokens });
  if (isJsonArray(node)) return node.map((item, index) => (String(index) === token ? inside : item));
  return isJsonObject(node) ? { ...node, [token]: inside } : node;
}

interface Place {
  readonly node: JsonValue;
  readonly pointer: string;
}

/** The node that a chain of local references ends at; undefined when it leads nowhere or round in circles. */
function followed(document: JsonValue, from: Place): Place | undefined {
  const seen = new Set<string>();
  let at = from;
  for (let target = targetOf(at.node); target !== undefined; target = targetOf(at.node)) {
    const node = seen.has(target) ? undefined : pointerTokens(target).reduce<JsonValue | undefined>((child, token) => childOf(child, token), document);
    if (node === undefined) return undefined;
    seen.add(target);
    at = { node, pointer: target };
  }
  return at;
}

function targetOf(node: JsonValue): string | undefined {
  const reference = isJsonObject(node) ? node['$ref'] : undefined;
  return typeof reference === 'string' && (reference === '#' || reference.startsWith('#/')) ? reference.slice(1) : undefined;
}

function childOf(node: JsonValue | undefined, token: string): JsonValue | undefined {
  if (isJsonArray(node)) return node[Number(token)];
  return isJsonObject(node) && Object.hasOwn(node, token) ? node[token] : undefined;
}
