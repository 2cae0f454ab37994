import { isAtEnd, note, stop, take, type JsonCursor } from './json-cursor.ts';
import type { SourceNode } from './node.ts';
import { numberProblem } from './number.ts';

/** Reads a string literal; a single-quoted one is noted. `undefined`: the reading stops. */
export function readString(cursor: JsonCursor): string | undefined {
  const start = cursor.at;
  const isDouble = cursor.text[start] === '"';
  const raw = take(cursor, isDouble ? /"(?:[^"\\\r\n]|\\[^\r\n])*"/uy : /'(?:[^'\\\r\n]|\\[^\r\n])*'/uy);
  if (raw === undefined) return stop(cursor, start, 'the string is not closed on its line');
  const value = isDouble ? unquote(raw) : raw.slice(1, -1);
  if (!isDouble) note(cursor, start, 'JSON strings stand in double quotes');
  if (value === undefined) note(cursor, start, 'the string has a tab or an escape that JSON does not know');
  return value ?? '';
}

/** Reads a number, true, false or null; another bare word is noted. `undefined`: the reading stops. */
export function readWord(cursor: JsonCursor): SourceNode | undefined {
  const offset = cursor.at;
  const word = take(cursor, /[-+.\w$]+/uy);
  if (word === undefined) return stop(cursor, offset, isAtEnd(cursor) ? 'the text ends where a value is expected' : 'a value is expected here');
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/u.test(word)) return readNumber(cursor, word, offset);
  const constant = CONSTANTS.get(word);
  if (constant === undefined) {
    note(cursor, offset, /^[-+.]?\d/u.test(word) ? 'this is not a number as JSON writes it' : 'a text needs double quotes; the bare words of JSON are true, false and null');
  }
  return { kind: 'scalar', offset, value: constant ?? null };
}

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Reads a key; one without double quotes is noted. `undefined`: the reading stops. */
export function readKey(cursor: JsonCursor): string | undefined {
  const offset = cursor.at;
  const next = cursor.text[offset];
  if (next === '"' || next === "'") return readString(cursor);
  const word = take(cursor, /[-+.\w$]+/uy);
  if (word === undefined) return stop(cursor, offset, isAtEnd(cursor) ? 'the object is not closed' : 'a key in double quotes is expected here');
  note(cursor, offset, 'keys stand in double quotes');
  return word;
}

function readNumber(cursor: JsonCursor, literal: string, offset: number): SourceNode {
  const value = Number(literal);
  const problem = numberProblem(literal, value);
  if (problem !== undefined) cursor.findings.push({ code: 'UWF-1008', offset, message: problem });
  return { kind: 'scalar', offset, value };
}

/** The string that a literal stands for (RFC 8259 §7); undefined when an escape is not JSON's. */
function unquote(raw: string): string | undefined {
  if (!raw.includes('\\') && !raw.includes('\t')) return raw.slice(1, -1);
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
