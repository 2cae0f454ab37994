import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { SYNTAX_FINDINGS_MAX } from '../limits.ts';
import type { SourceFinding } from './finding.ts';
import type { TextOutcome } from './json-text.ts';
import type { SourceMember, SourceNode } from './node.ts';
import { numberProblem } from './number.ts';

/** One reading of a composed YAML document, in the order of its text. */
interface Reading {
  readonly findings: SourceFinding[];
  /** What each anchor stands for at this place of the text; without a node while the anchored value is still being read. */
  readonly anchors: Map<string, { node?: SourceNode }>;
}

/** Turns YAML nodes into plain ones. An alias shares the node of its anchor, so nothing is multiplied here. */
export function readYamlNodes(root: Node | null): TextOutcome {
  const reading: Reading = { findings: [], anchors: new Map() };
  const node = readNode(reading, root, 0);
  return reading.findings.length > 0 ? { findings: reading.findings.slice(0, SYNTAX_FINDINGS_MAX) } : { node, findings: [] };
}

function readNode(reading: Reading, node: unknown, parentOffset: number): SourceNode {
  if (isAlias(node)) return readAlias(reading, node);
  const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
  if (anchor === undefined) return readContent(reading, node, parentOffset);
  const entry: { node?: SourceNode } = {};
  reading.anchors.set(anchor, entry);
  entry.node = readContent(reading, node, parentOffset);
  return entry.node;
}

function readContent(reading: Reading, node: unknown, parentOffset: number): SourceNode {
  if (isMap(node)) return readMapping(reading, node);
  if (isSeq(node)) return readSequence(reading, node);
  if (isScalar(node)) return readScalar(reading, node);
  return { kind: 'scalar', offset: parentOffset, value: null };
}

function readAlias(reading: Reading, alias: Alias): SourceNode {
  const entry = reading.anchors.get(alias.source);
  if (entry?.node !== undefined) return entry.node;
  const offset = offsetOf(alias);
  const message = entry === undefined ? 'the alias names no anchor that stands before it' : 'the alias stands inside the value of its own anchor';
  reading.findings.push({ code: 'UWF-1007', offset, message });
  return { kind: 'scalar', offset, value: null };
}

function readScalar(reading: Reading, scalar: Scalar): SourceNode {
  const offset = offsetOf(scalar);
  const value = scalar.value;
  if (typeof value === 'number') {
    const problem = numberProblem(scalar.source ?? '', value);
    if (problem !== undefined) reading.findings.push({ code: 'UWF-1008', offset, message: problem });
    return { kind: 'scalar', offset, value: problem === undefined ? value : null };
  }
  return { kind: 'scalar', offset, value: typeof value === 'string' || typeof value === 'boolean' ? value : null };
}

function readSequence(reading: Reading, sequence: YAMLSeq): SourceNode {
  const offset = offsetOf(sequence);
  return { kind: 'sequence', offset, items: sequence.items.map((item) => readNode(reading, item, offset)) };
}

function readMapping(reading: Reading, mapping: YAMLMap): SourceNode {
  const offset = offsetOf(mapping);
  return { kind: 'mapping', offset, members: mapping.items.map((pair) => readMember(reading, pair, offset)) };
}

function readMember(reading: Reading, pair: Pair, parentOffset: number): SourceMember {
  const keyOffset = readNode({ ...reading, findings: [] }, pair.key, parentOffset).offset;
  const key = keyOf(pair.key);
  if (typeof key !== 'string') reading.findings.push({ ...key, offset: keyOffset });
  return { key: typeof key === 'string' ? key : '', keyOffset, value: readNode(reading, pair.value, keyOffset) };
}

function keyOf(key: unknown): string | Omit<SourceFinding, 'offset'> {
  if (!isScalar(key)) return { code: 'UWF-1006', message: 'a key has to be a plain text, not an object, a list or an alias' };
  if (typeof key.value !== 'string') return { code: 'UWF-1005', message: key.value === null ? 'the key is empty' : `the key is a ${typeof key.value}, not a string` };
  if (key.value === '<<' && key.type === 'PLAIN') return { code: 'UWF-1006', message: 'merge keys are not part of YAML 1.2' };
  return key.value;
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
