import { DOCUMENT_DEPTH_MAX } from '../limits.ts';
import type { SourceFinding } from './finding.ts';
import { isAtEnd, note, skipBlanks, stop, take, type JsonCursor } from './json-cursor.ts';
import { readKey, readString, readWord } from './json-scalar.ts';
import type { SourceMember, SourceNode } from './node.ts';

/** A text that was read: its value, or what is wrong with it. */
export type TextOutcome = { readonly node: SourceNode; readonly findings: readonly [] } | { readonly node?: never; readonly findings: readonly SourceFinding[] };

/**
 * Reads JSON text (RFC 8259) and keeps the place of every value. Goes on after the usual slips (a comma too many or too few,
 * single quotes, comments, bare words), so that one reading finds several. Depth is checked before descending.
 */
export function readJsonText(text: string): TextOutcome {
  const cursor: JsonCursor = { text, at: 0, findings: [] };
  skipBlanks(cursor);
  const node = readValue(cursor, 1);
  skipBlanks(cursor);
  if (node !== undefined && !isAtEnd(cursor)) note(cursor, cursor.at, 'the text goes on after the end of the document');
  return node === undefined || cursor.findings.length > 0 ? { findings: cursor.findings } : { node, findings: [] };
}

function readValue(cursor: JsonCursor, depth: number): SourceNode | undefined {
  const offset = cursor.at;
  const next = cursor.text[offset];
  if (next === '{' || next === '[') {
    if (depth > DOCUMENT_DEPTH_MAX) return stop(cursor, offset, `the document is nested more than ${DOCUMENT_DEPTH_MAX} deep here`, 'UWF-1003');
    return next === '{' ? readObject(cursor, depth) : readArray(cursor, depth);
  }
  if (next !== '"' && next !== "'") return readWord(cursor);
  const value = readString(cursor);
  return value === undefined ? undefined : { kind: 'scalar', offset, value };
}

function readObject(cursor: JsonCursor, depth: number): SourceNode | undefined {
  const offset = cursor.at;
  const members: SourceMember[] = [];
  for (let more = opens(cursor, '}'); more !== 'end'; more = goesOn(cursor, '}', offset)) {
    const member = more === 'stop' ? undefined : readMember(cursor, depth);
    if (member === undefined) return undefined;
    members.push(member);
  }
  return { kind: 'mapping', offset, members };
}

function readMember(cursor: JsonCursor, depth: number): SourceMember | undefined {
  const keyOffset = cursor.at;
  const key = readKey(cursor);
  if (key === undefined) return undefined;
  skipBlanks(cursor);
  if (take(cursor, /:/uy) === undefined) note(cursor, cursor.at, 'a colon is expected after the key');
  skipBlanks(cursor);
  const value = readValue(cursor, depth + 1);
  return value === undefined ? undefined : { key, keyOffset, value };
}

function readArray(cursor: JsonCursor, depth: number): SourceNode | undefined {
  const offset = cursor.at;
  const items: SourceNode[] = [];
  for (let more = opens(cursor, ']'); more !== 'end'; more = goesOn(cursor, ']', offset)) {
    const item = more === 'stop' ? undefined : readValue(cursor, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return { kind: 'sequence', offset, items };
}

type Continuation = 'more' | 'end' | 'stop';

function opens(cursor: JsonCursor, close: string): Continuation {
  cursor.at += 1;
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== close) return 'more';
  cursor.at += 1;
  return 'end';
}

/** What follows a member or an item. Every step takes at least one character, so that a reading always ends. */
function goesOn(cursor: JsonCursor, close: string, openedAt: number): Continuation {
  skipBlanks(cursor);
  const offset = cursor.at;
  if (take(cursor, /,/uy) !== undefined) {
    skipBlanks(cursor);
    if (cursor.text[cursor.at] !== close) return 'more';
    note(cursor, offset, `no comma may stand before the closing ${close}`);
  }
  if (take(cursor, close === '}' ? /\}/uy : /\]/uy) !== undefined) return 'end';
  return afterMissingComma(cursor, close, openedAt);
}

function afterMissingComma(cursor: JsonCursor, close: string, openedAt: number): Continuation {
  if (isAtEnd(cursor)) {
    stop(cursor, openedAt, `the ${close === '}' ? 'object' : 'list'} that opens here is not closed`);
    return 'stop';
  }
  if (!/["'\w{[-]/u.test(cursor.text[cursor.at] ?? '')) {
    stop(cursor, cursor.at, `a comma or the closing ${close} is expected here`);
    return 'stop';
  }
  note(cursor, cursor.at, 'a comma is missing before this');
  return 'more';
}
