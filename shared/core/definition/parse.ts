import { diagnosticError, type Diagnostic, type SourcePosition } from '../kernel/diagnostic.ts';
import { pointerTokens } from '../kernel/json-pointer.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { SYNTAX_FINDINGS_MAX } from './limits.ts';
import type { SourceFinding } from './source/finding.ts';
import { readJsonText, type TextOutcome } from './source/json-text.ts';
import { createLineIndex } from './source/line-index.ts';
import type { SourceNode } from './source/node.ts';
import { checkText, withoutByteOrderMark } from './source/text-checks.ts';
import { toJson } from './source/to-json.ts';
import { readYamlText } from './source/yaml-text.ts';

/** A document as plain JSON, with a way back to its text. */
export interface ParsedDocument {
  readonly json: JsonObject;
  /** Line and column of what a JSON Pointer names: the key of a member, the start of an item. The nearest place above it when there is no such thing. */
  readonly positionOf: (pointer: string) => SourcePosition;
}

/**
 * Reads a document: JSON (RFC 8259) or YAML 1.2, told apart by the first character, with the place of every value.
 * The text is taken as hostile: at most 1 MiB, 64 levels and 50,000 values (aliases followed), string keys only, no key twice,
 * one document, nothing that JSON cannot carry unchanged. Findings (UWF-1001 to 1012) have positions; there are at most 50.
 */
export function parseDocument(text: string): Result<ParsedDocument, readonly Diagnostic[]> {
  const readable = withoutByteOrderMark(text);
  const textFindings = checkText(readable);
  if (textFindings.length > 0) return fail(toDiagnostics(readable, textFindings));
  const { node, findings } = readText(readable);
  if (node === undefined) return fail(toDiagnostics(readable, findings));
  if (node.kind !== 'mapping') return fail(toDiagnostics(readable, [{ code: 'UWF-1012', offset: node.offset, message: `the document is ${describe(node)}, not an object` }]));
  const json = toJson(node);
  if (json.findings.length > 0) return fail(toDiagnostics(readable, json.findings));
  const lines = createLineIndex(readable);
  return succeed({ json: json.value, positionOf: (pointer) => lines.positionAt(offsetOf(node, pointer)) });
}

/** JSON is read as JSON. What is not quite JSON may still be YAML, which has objects in braces too; if not, JSON's findings are the better ones. */
function readText(text: string): TextOutcome {
  if (!/^\s*[{[]/u.test(text)) return readYamlText(text);
  const json = readJsonText(text);
  if (json.node !== undefined || json.findings.some((finding) => finding.code === 'UWF-1003')) return json;
  const yaml = readYamlText(text);
  return yaml.node === undefined && yaml.findings.every((finding) => finding.code === 'UWF-1001' || finding.code === 'UWF-1002') ? json : yaml;
}

function describe(node: SourceNode): string {
  if (node.kind === 'sequence') return 'a list';
  if (node.kind === 'scalar' && node.value === null) return 'empty';
  return 'a single value';
}

function toDiagnostics(text: string, findings: readonly SourceFinding[]): readonly Diagnostic[] {
  const lines = createLineIndex(text);
  return findings.slice(0, SYNTAX_FINDINGS_MAX).map((finding) => ({ ...diagnosticError(finding.code, '', finding.message), position: lines.positionAt(finding.offset) }));
}

function offsetOf(root: SourceNode, pointer: string): number {
  let node = root;
  let offset = root.offset;
  for (const token of pointerTokens(pointer)) {
    const next = childOf(node, token);
    if (next === undefined) break;
    node = next.node;
    offset = next.offset;
  }
  return offset;
}

function childOf(node: SourceNode, token: string): { readonly node: SourceNode; readonly offset: number } | undefined {
  if (node.kind === 'mapping') {
    const member = node.members.find((candidate) => candidate.key === token);
    return member === undefined ? undefined : { node: member.value, offset: member.keyOffset };
  }
  const item = node.kind === 'sequence' && /^\d+$/u.test(token) ? node.items[Number(token)] : undefined;
  return item === undefined ? undefined : { node: item, offset: item.offset };
}
