import { fail, succeed, type Result } from '../../kernel/result.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { QUOTED_CHARACTERS_MAX } from './limits.ts';

/** Why a text is no JSON, and where; worded as the reader that Step Functions uses words it. */
export interface JsonTextFault {
  readonly message: string;
  /** Offset in the text at which reading stopped. */
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

const VALUE = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'";
const BLANKS = /[ \t\n\r]*/uy;
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w$.+-])/uy;
const WORD = /[\w$]+/uy;

interface Cursor {
  readonly text: string;
  at: number;
  /** What closes each object and array that is open, outermost first. */
  readonly open: ('}' | ']')[];
}

/** Reads JSON text (RFC 8259). Never throws; takes time in proportion to the text, however it is nested. The message may quote a word of the text. */
export function readAslJson(text: string): Result<JsonValue, JsonTextFault> {
  const cursor: Cursor = { text, at: 0, open: [] };
  const message = firstFault(cursor);
  return message === undefined ? succeed(JSON.parse(text)) : fail({ message, offset: cursor.at, ...positionOf(text, cursor.at) });
}

/** How AWS names a place in a text: the text itself, cut after some characters, with line and column. */
export function describeSource(text: string, { line, column }: { readonly line: number; readonly column: number }): string {
  const rest = text.length - QUOTED_CHARACTERS_MAX;
  const quoted = rest > 0 ? `"${text.slice(0, QUOTED_CHARACTERS_MAX)}"[truncated ${rest} chars]` : `"${text}"`;
  return `[Source: (String)${quoted}; line: ${line}, column: ${column}]`;
}

function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Steps over one value after the other; what is open is a list, not a stack of calls. */
function firstFault(cursor: Cursor): string | undefined {
  for (;;) {
    const fault = openValue(cursor);
    if (fault === 'opened') continue;
    if (fault !== undefined) return fault;
    const end = closeAll(cursor);
    if (end === 'next') continue;
    return end;
  }
}

/** Steps over a scalar, or over the opening of an object or array that is not empty. */
function openValue(cursor: Cursor): string | undefined {
  skip(cursor, BLANKS);
  const next = cursor.text[cursor.at];
  if (next === '{' || next === '[') return openContainer(cursor, next === '{' ? '}' : ']');
  if (next === '"') return skip(cursor, STRING) ? undefined : faultInString(cursor);
  if (skip(cursor, SCALAR)) return undefined;
  return next === undefined ? endOfInput(cursor) : faultInWord(cursor);
}

function openContainer(cursor: Cursor, close: '}' | ']'): string | undefined {
  cursor.at += 1;
  skip(cursor, BLANKS);
  if (cursor.text[cursor.at] === close) {
    cursor.at += 1;
    return undefined;
  }
  cursor.open.push(close);
  return close === ']' ? 'opened' : (readName(cursor) ?? 'opened');
}

/** A member's name with its colon. */
function readName(cursor: Cursor): string | undefined {
  skip(cursor, BLANKS);
  const next = cursor.text[cursor.at];
  if (next === undefined) return endOfInput(cursor);
  if (next !== '"') return unexpected(cursor, 'was expecting double-quote to start field name');
  if (!skip(cursor, STRING)) return faultInString(cursor);
  skip(cursor, BLANKS);
  if (cursor.text[cursor.at] !== ':') return cursor.at < cursor.text.length ? unexpected(cursor, 'was expecting a colon to separate field name and value') : endOfInput(cursor);
  cursor.at += 1;
  return undefined;
}

/** Behind a value: closes what ends here; `next` when another value follows; undefined at the end of the text. */
function closeAll(cursor: Cursor): string | undefined {
  for (;;) {
    skip(cursor, BLANKS);
    const close = cursor.open.at(-1);
    const next = cursor.text[cursor.at];
    if (close === undefined) return next === undefined ? undefined : faultInWord(cursor);
    if (next === undefined) return endOfInput(cursor);
    cursor.at += 1;
    if (next === ',') return close === ']' ? 'next' : (readName(cursor) ?? 'next');
    if (next !== close) {
      cursor.at -= 1;
      return unexpected(cursor, `was expecting comma to separate ${close === ']' ? 'Array' : 'Object'} entries`);
    }
    cursor.open.pop();
  }
}

function endOfInput(cursor: Cursor): string {
  const close = cursor.open.at(-1);
  return close === undefined ? 'Unexpected end-of-input' : `Unexpected end-of-input: expected close marker for ${close === ']' ? 'Array' : 'Object'}`;
}

function faultInString(cursor: Cursor): string {
  const end = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/uy;
  skip(cursor, end);
  const next = cursor.text[cursor.at];
  if (next === undefined) return 'Unexpected end-of-input: was expecting closing quote for a string value';
  if (next === '\\') return `Unrecognized character escape (code ${cursor.text.charCodeAt(cursor.at + 1)})`;
  return `Illegal unquoted character ((CTRL-CHAR, code ${next.charCodeAt(0)})): has to be escaped using backslash to be included in string value`;
}

function faultInWord(cursor: Cursor): string {
  const start = cursor.at;
  if (!skip(cursor, WORD)) return unexpected(cursor, `expected a valid value (${VALUE})`);
  return `Unrecognized token '${cursor.text.slice(start, Math.min(cursor.at, start + QUOTED_CHARACTERS_MAX))}': was expecting (${VALUE})`;
}

function unexpected(cursor: Cursor, expectation: string): string {
  const unit = cursor.text.charAt(cursor.at);
  return `Unexpected character ('${unit}' (code ${unit.charCodeAt(0)})): ${expectation}`;
}

function skip(cursor: Cursor, form: RegExp): boolean {
  form.lastIndex = cursor.at;
  const found = form.exec(cursor.text);
  if (found === null) return false;
  cursor.at += found[0].length;
  return true;
}
