import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';

/** A node of a JSON Schema with its ways down. Pointers are inside the schema document. */
export interface SchemaNode {
  readonly pointer: string;
  /** `{}` and `true` are equal, so boolean nodes count as empty objects. */
  readonly schema: JsonObject;
  readonly children: readonly SchemaEdge[];
}

/** A way from a node to another one, by keyword; a `$ref` is one too. */
export interface SchemaEdge {
  readonly keyword: string;
  readonly to: string;
}

/** All nodes of a schema document by pointer, outer before inner. */
export type SchemaNodes = ReadonlyMap<string, SchemaNode>;

const SINGLE = ['items', 'contains', 'additionalProperties', 'propertyNames', 'if', 'then', 'else', 'not', 'unevaluatedItems', 'unevaluatedProperties', 'contentSchema'] as const;
const LISTS = ['prefixItems', 'allOf', 'anyOf', 'oneOf'] as const;
const MAPS = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'] as const;

/** Places for schemas that apply to nothing unless they are referred to. */
const DECLARATIONS: ReadonlySet<string> = new Set(['$defs', 'definitions']);

/** Reads the nodes of a schema (JSON Schema 2020-12 §10); what is not shaped as a schema is left out. */
export function schemaNodesOf(document: JsonValue): SchemaNodes {
  const nodes = new Map<string, SchemaNode>();
  visit(nodes, document, '');
  return nodes;
}

function visit(nodes: Map<string, SchemaNode>, value: JsonValue, pointer: string): void {
  if (typeof value === 'boolean') nodes.set(pointer, { pointer, schema: {}, children: [] });
  if (!isJsonObject(value)) return;
  const parts = partsOf(value, pointer);
  nodes.set(pointer, { pointer, schema: value, children: [...parts.filter((part) => !DECLARATIONS.has(part.keyword)), ...referenceOf(value)] });
  for (const part of parts) visit(nodes, part.value, part.to);
}

function partsOf(schema: JsonObject, pointer: string): readonly (SchemaEdge & { readonly value: JsonValue })[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const at = appendPointer(pointer, keyword);
    if (isOneOf(SINGLE, keyword)) return [{ keyword, to: at, value }];
    if (isOneOf(LISTS, keyword) && isJsonArray(value)) return value.map((item, index) => ({ keyword, to: appendPointer(at, index), value: item }));
    if (isOneOf(MAPS, keyword) && isJsonObject(value)) return Object.entries(value).map(([name, member]) => ({ keyword, to: appendPointer(at, name), value: member }));
    return [];
  });
}

function isOneOf(keywords: readonly string[], keyword: string): boolean {
  return keywords.includes(keyword);
}

function referenceOf(schema: JsonObject): readonly SchemaEdge[] {
  const target = typeof schema['$ref'] === 'string' ? localTarget(schema['$ref']) : undefined;
  return target === undefined ? [] : [{ keyword: '$ref', to: target }];
}

/** The pointer that a reference into the same document names (RFC 6901 §6); undefined for every other reference. */
export function localTarget(reference: string): string | undefined {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  try {
    return decodeURIComponent(reference.slice(1));
  } catch {
    return undefined;
  }
}

/** Nodes so that each comes after all that it leads to, and the edges that would close a circle. */
export interface SchemaOrder {
  readonly innerFirst: readonly SchemaNode[];
  readonly circles: readonly { readonly from: SchemaNode; readonly edge: SchemaEdge }[];
}

/** Depth-first order over all nodes, without recursion: a chain of references may be as long as the document. */
export function orderSchema(nodes: SchemaNodes): SchemaOrder {
  const innerFirst: SchemaNode[] = [];
  const circles: { from: SchemaNode; edge: SchemaEdge }[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const root of nodes.values()) {
    const path: { readonly node: SchemaNode; next: number }[] = state.has(root.pointer) ? [] : [{ node: root, next: 0 }];
    if (path.length > 0) state.set(root.pointer, 'open');
    while (path.length > 0) {
      const top = path.at(-1);
      if (top === undefined) break;
      const edge = top.node.children[top.next];
      if (edge === undefined) {
        state.set(top.node.pointer, 'done');
        innerFirst.push(top.node);
        path.pop();
        continue;
      }
      top.next += 1;
      const target = nodes.get(edge.to);
      if (target === undefined || state.get(edge.to) === 'done') continue;
      if (state.get(edge.to) === 'open') circles.push({ from: top.node, edge });
      else {
        state.set(edge.to, 'open');
        path.push({ node: target, next: 0 });
      }
    }
  }
  return { innerFirst, circles };
}
