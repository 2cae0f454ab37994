import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, type JsonObject } from '../../kernel/json.ts';
import type { SchemaEdge, SchemaNodes, SchemaNode } from './schema-nodes.ts';

/** One schema of the document, read node by node. */
export interface AnnotatedSchema {
  readonly nodes: SchemaNodes;
  readonly innerFirst: readonly SchemaNode[];
  /** Where the schema stands in the document. */
  readonly pointer: string;
  readonly isInput: boolean;
  readonly isCircular: boolean;
}

/**
 * Tiers are sound only where the analysis sees which value an annotation belongs to, and where an input schema leaves no room for
 * undeclared data beside what it protects (design §6).
 */
export function checkAnnotations(schema: AnnotatedSchema): readonly Diagnostic[] {
  const misplaced = misplacedAnnotations(schema);
  return schema.isInput && !schema.isCircular ? [...misplaced, ...openObjects(schema)] : misplaced;
}

/** Ways down that lead to exactly one place of the data. */
const FOLLOWED: ReadonlySet<string> = new Set(['properties', 'items', 'additionalProperties', 'unevaluatedProperties', '$ref']);

const ANNOTATIONS = ['x-tier', 'x-transient'] as const;

/** Searches from the root, through references too, and remembers the first way that the analysis does not follow. */
function misplacedAnnotations({ nodes, pointer }: AnnotatedSchema): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const seen = new Set<string>();
  const waiting: { readonly at: string; readonly beneath?: string }[] = [{ at: '' }];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    const { at, beneath } = step;
    const node = nodes.get(at);
    const key = `${beneath === undefined ? '' : '!'}${at}`;
    if (node === undefined || seen.has(key)) continue;
    seen.add(key);
    if (beneath !== undefined) for (const one of annotationsBeneath(node, beneath, pointer)) found.set(one.pointer, one);
    waiting.push(...node.children.map((edge) => nextStep(edge, beneath)));
  }
  return [...found.values()];
}

function nextStep(edge: SchemaEdge, beneath: string | undefined): { readonly at: string; readonly beneath?: string } {
  const keyword = beneath ?? (FOLLOWED.has(edge.keyword) ? undefined : edge.keyword);
  return keyword === undefined ? { at: edge.to } : { at: edge.to, beneath: keyword };
}

function annotationsBeneath(node: SchemaNode, keyword: string, base: string): readonly Diagnostic[] {
  return ANNOTATIONS.filter((annotation) => node.schema[annotation] !== undefined).map((annotation) =>
    diagnosticError('UWF-1044', base + appendPointer(node.pointer, annotation), `${annotation} may not stand beneath ${keyword}`),
  );
}

/** Nodes on the way to Tier 1 data that would let undeclared data pass beside it. */
function openObjects({ nodes, innerFirst, pointer }: AnnotatedSchema): readonly Diagnostic[] {
  const carriers = new Set<string>();
  for (const node of innerFirst) {
    if (isProtected(node) || node.children.some((edge) => FOLLOWED.has(edge.keyword) && carriers.has(edge.to))) carriers.add(node.pointer);
  }
  return reachableNodes(nodes).flatMap((node) => {
    if (isProtected(node)) return [];
    const ways = node.children.filter((edge) => FOLLOWED.has(edge.keyword) && carriers.has(edge.to));
    const problem = openness(node.schema, new Set(ways.map((edge) => edge.keyword)));
    return problem === undefined ? [] : [diagnosticError('UWF-1045', pointer + node.pointer, problem)];
  });
}

/** A protected node is sealed as a whole, so nothing beneath it matters. */
function isProtected(node: SchemaNode): boolean {
  return node.schema['x-tier'] === 1 || node.schema['x-transient'] === true;
}

function reachableNodes(nodes: SchemaNodes): readonly SchemaNode[] {
  const seen = new Map<string, SchemaNode>();
  const waiting = [''];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const node = nodes.get(at);
    if (node === undefined || seen.has(at)) continue;
    seen.set(at, node);
    if (!isProtected(node)) waiting.push(...node.children.filter((edge) => FOLLOWED.has(edge.keyword)).map((edge) => edge.to));
  }
  return [...seen.values()];
}

function openness(schema: JsonObject, ways: ReadonlySet<string>): string | undefined {
  if (ways.has('additionalProperties') || ways.has('unevaluatedProperties')) return 'Tier 1 data may not stand under keys that the input schema does not declare';
  if (ways.has('items') && !isOnly(schema, 'array')) return 'the schema leads to Tier 1 data and lets through what is no list: type: array is missing';
  if (!ways.has('properties')) return undefined;
  if (!isOnly(schema, 'object')) return 'the schema leads to Tier 1 data and lets through what is no object: type: object is missing';
  const isClosed = schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false;
  return isClosed ? undefined : 'the schema leads to Tier 1 data and is not closed: additionalProperties: false is missing';
}

/** True when the value has to be of this type; null carries no data. */
function isOnly(schema: JsonObject, type: string): boolean {
  const types = isJsonArray(schema['type']) ? schema['type'] : [schema['type']];
  return types.includes(type) && types.every((one) => one === type || one === 'null');
}
