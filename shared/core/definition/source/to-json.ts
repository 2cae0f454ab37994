import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { DOCUMENT_DEPTH_MAX, DOCUMENT_EXPANDED_CHARACTERS_MAX, DOCUMENT_NODES_MAX, QUOTED_NAME_CHARACTERS_MAX, SYNTAX_FINDINGS_MAX } from '../limits.ts';
import type { SourceFinding } from './finding.ts';
import type { SourceMapping, SourceNode } from './node.ts';
import { forbiddenInString } from './text-checks.ts';

/** JSON of one node with its size, as if every alias in it were written out. */
interface Converted {
  readonly value: JsonValue;
  readonly nodes: number;
  readonly characters: number;
  readonly depth: number;
}

interface Conversion {
  readonly findings: SourceFinding[];
  /** A node that several aliases share is converted once, and its JSON is shared too. */
  readonly done: Map<SourceNode, Converted>;
}

/**
 * The plain JSON of a document. Refuses equal keys in one object, `__proto__`, characters that a store cannot hold, and documents
 * that aliases make too large or too deep; nothing is multiplied before its size is known.
 */
export function toJson(root: SourceMapping): { readonly value: JsonObject; readonly findings: readonly SourceFinding[] } {
  const conversion: Conversion = { findings: [], done: new Map() };
  const members = convertMembers(conversion, root);
  const size = sizeFinding(members, root.offset);
  if (size !== undefined) conversion.findings.push(size);
  return { value: members.value, findings: conversion.findings.slice(0, SYNTAX_FINDINGS_MAX) };
}

function sizeFinding(whole: Converted, offset: number): SourceFinding | undefined {
  if (whole.depth > DOCUMENT_DEPTH_MAX) return { code: 'UWF-1003', offset, message: `with its aliases followed, the document is nested more than ${DOCUMENT_DEPTH_MAX} deep` };
  if (whole.nodes > DOCUMENT_NODES_MAX) return { code: 'UWF-1002', offset, message: `the document has more than ${DOCUMENT_NODES_MAX} values` };
  if (whole.characters > DOCUMENT_EXPANDED_CHARACTERS_MAX) return { code: 'UWF-1002', offset, message: 'with its aliases followed, the document has too many characters' };
  return undefined;
}

function convert(conversion: Conversion, node: SourceNode): Converted {
  const known = conversion.done.get(node);
  if (known !== undefined) return known;
  const converted = convertNew(conversion, node);
  conversion.done.set(node, converted);
  return converted;
}

function convertNew(conversion: Conversion, node: SourceNode): Converted {
  if (node.kind === 'mapping') return convertMembers(conversion, node);
  if (node.kind === 'sequence') {
    const items = node.items.map((item) => convert(conversion, item));
    return { ...sum(items), value: items.map((item) => item.value) };
  }
  if (typeof node.value === 'string') checkString(conversion, node.value, node.offset);
  return { value: node.value, nodes: 1, characters: typeof node.value === 'string' ? node.value.length : 0, depth: 0 };
}

function convertMembers(conversion: Conversion, mapping: SourceMapping): Converted & { readonly value: JsonObject } {
  const members = new Map<string, Converted>();
  let keyCharacters = 0;
  for (const { key, keyOffset, value } of mapping.members) {
    checkString(conversion, key, keyOffset);
    if (key === '__proto__') conversion.findings.push({ code: 'UWF-1011', offset: keyOffset, message: "the key '__proto__' is reserved" });
    else if (members.has(key)) conversion.findings.push({ code: 'UWF-1004', offset: keyOffset, message: `the key '${key.slice(0, QUOTED_NAME_CHARACTERS_MAX)}' stands twice in this object` });
    else members.set(key, convert(conversion, value));
    keyCharacters += key.length;
  }
  const total = sum([...members.values()]);
  const value = Object.fromEntries([...members].map(([key, member]) => [key, member.value]));
  return { ...total, characters: total.characters + keyCharacters, value };
}

function sum(children: readonly Converted[]): Omit<Converted, 'value'> {
  let nodes = 1;
  let characters = 0;
  let depth = 0;
  for (const child of children) {
    nodes += child.nodes;
    characters += child.characters;
    depth = Math.max(depth, child.depth);
  }
  return { nodes, characters, depth: depth + 1 };
}

function checkString(conversion: Conversion, value: string, offset: number): void {
  const character = forbiddenInString(value);
  if (character !== undefined) conversion.findings.push({ code: 'UWF-1009', offset, message: `the string has the character ${character}, which may not be in a document` });
}
