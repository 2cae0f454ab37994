import { diagnosticError, diagnosticWarning, type Diagnostic, type DiagnosticCode } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { workflowSchema } from '../generated/validators.mjs';
import { runValidator } from './check-structure.ts';
import { checkAnnotations } from './check-annotations.ts';
import { dataOwnersOf, memberOf, type Places } from './places.ts';
import { localTarget, orderSchema, schemaNodesOf, type SchemaNodes, type SchemaNode } from './schema-nodes.ts';
import { didYouMean, editDistance } from './similar.ts';
import { quoted } from './words.ts';

/** A schema in the document: `input.schema` and the like. */
interface SchemaPlace {
  readonly pointer: string;
  readonly role: 'input' | 'output' | 'export';
  readonly value: JsonValue | undefined;
}

/** Every inline JSON Schema: valid, without remote or circular references, with annotations that the tier analysis can follow. */
export function checkSchemas(document: JsonObject, places: Places): readonly Diagnostic[] {
  return dataOwnersOf(document, places).flatMap((owner) => SCHEMA_FIELDS.flatMap((role) => checkPlace({ role, pointer: appendPointer(owner.pointer, role, 'schema'), value: memberOf(memberOf(owner.value, role), 'schema') })));
}

const SCHEMA_FIELDS = ['input', 'output', 'export'] as const;

function checkPlace(place: SchemaPlace): readonly Diagnostic[] {
  const document = memberOf(place.value, 'document');
  const format = memberOf(place.value, 'format');
  if (document === undefined || (format !== undefined && format !== 'json')) return [];
  return checkSchema({ document, pointer: appendPointer(place.pointer, 'document'), isInput: place.role === 'input' });
}

/**
 * One JSON Schema that stands at a pointer (UWF-1040 to 1047). Also for a schema that was fetched from a resource: whoever puts it in its
 * place has to check it, because nothing but the resource's address was known when the document was read.
 */
export function checkSchema({ document, pointer, isInput }: { readonly document: JsonValue; readonly pointer: string; readonly isInput: boolean }): readonly Diagnostic[] {
  const shape = runValidator('json-schema', { value: document, pointer, codeAt: shapeCode });
  const nodes = schemaNodesOf(document);
  const { innerFirst, circles } = orderSchema(nodes);
  const single = [...nodes.values()].flatMap((node) => checkNode(node, nodes, pointer));
  const circular = circles.map(({ from, edge }) => diagnosticError('UWF-1042', pointer + appendPointer(from.pointer, edge.keyword === '$ref' ? '$ref' : ''), 'the reference leads back to a schema that it stands in'));
  const annotations = checkAnnotations({ nodes, innerFirst, pointer, isInput, isCircular: circles.length > 0 });
  return [...shape, ...single, ...circular, ...annotations];
}

function shapeCode(pointer: string): DiagnosticCode {
  return /\/x-(?:tier|transient)$/u.test(pointer) ? 'UWF-1043' : 'UWF-1040';
}

function checkNode(node: SchemaNode, nodes: SchemaNodes, base: string): readonly Diagnostic[] {
  return Object.entries(node.schema).flatMap(([keyword, value]) => {
    const pointer = base + appendPointer(node.pointer, keyword);
    const refusal = REFUSED.get(keyword);
    if (refusal !== undefined) return [diagnosticError('UWF-1047', pointer, refusal)];
    if (keyword === '$ref') return checkReference(value, nodes, pointer);
    if (keyword === '$schema') return checkDialect(value, pointer);
    if (keyword === '$id' && node.pointer !== '') return [diagnosticError('UWF-1047', pointer, 'only the outermost schema may have an $id')];
    return KNOWN_KEYWORDS.has(keyword) ? [] : checkUnknown(keyword, pointer);
  });
}

/** Keywords whose meaning depends on the way that led to them, or that newer drafts have split. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['$dynamicRef', '$dynamicRef is not supported'],
  ['$dynamicAnchor', '$dynamicAnchor is not supported'],
  ['$recursiveRef', '$recursiveRef is not part of draft 2020-12'],
  ['$recursiveAnchor', '$recursiveAnchor is not part of draft 2020-12'],
  ['dependencies', 'dependencies is now dependentRequired and dependentSchemas'],
]);

const KNOWN_KEYWORDS: ReadonlySet<string> = new Set(keywordsOfMetaschema());

function keywordsOfMetaschema(): readonly string[] {
  const node = workflowSchema.$defs['jsonSchema'];
  const properties: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, 'properties') : undefined;
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function checkReference(reference: JsonValue, nodes: SchemaNodes, pointer: string): readonly Diagnostic[] {
  if (typeof reference !== 'string') return [];
  const target = localTarget(reference);
  if (target !== undefined) return nodes.has(target) ? [] : [diagnosticError('UWF-1041', pointer, 'the reference names no schema of this document')];
  return [diagnosticError('UWF-1041', pointer, reference.startsWith('#') ? 'references by anchor are not supported' : 'the reference leads out of this document; schemas are never fetched')];
}

function checkDialect(dialect: JsonValue, pointer: string): readonly Diagnostic[] {
  if (typeof dialect !== 'string' || /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/u.test(dialect)) return [];
  return [diagnosticError('UWF-1047', pointer, 'schemas are read by draft 2020-12 only')];
}

/** A mistyped annotation would silently protect nothing, so it is an error; another unknown keyword is a note. */
function checkUnknown(keyword: string, pointer: string): readonly Diagnostic[] {
  const meant = meantAnnotation(keyword);
  if (meant !== undefined) return [diagnosticError('UWF-1043', pointer, `the keyword ${quoted(keyword)} is not known; did you mean '${meant}'?`)];
  if (keyword.startsWith('x-')) return [];
  return [diagnosticWarning('UWF-1046', pointer, `the keyword ${quoted(keyword)} is not known and has no effect${didYouMean(keyword, KNOWN_KEYWORDS)}`)];
}

function meantAnnotation(keyword: string): string | undefined {
  const plain = keyword.toLowerCase().replaceAll(/[-_\s.]/gu, '').slice(0, 20);
  if (plain === 'tier' || editDistance(plain, 'xtier') <= 1) return 'x-tier';
  return plain === 'transient' || editDistance(plain, 'xtransient') <= 2 ? 'x-transient' : undefined;
}
