import { JqSyntaxFault } from './syntax-fault.ts';

/** One token of jq. `text` is as written, but for fields (without the dot), variables (without `$`) and formats (without `@`). */
export interface Token {
  readonly kind: 'name' | 'keyword' | 'field' | 'variable' | 'format' | 'number' | 'quote' | 'operator' | 'end';
  readonly text: string;
  readonly offset: number;
  /** Offset behind the token. */
  readonly end: number;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  ['def', 'if', 'then', 'elif', 'else', 'end', 'as', 'reduce', 'foreach', 'try', 'catch', 'label', 'import', 'include', 'and', 'or'],
);

const BLANK = /(?:[ \t\r\n]|#[^\n]*)*/y;

const RULES: readonly (readonly [Token['kind'], RegExp])[] = [
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['field', /\.[A-Za-z_]\w*/y],
  ['variable', /\$[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*/y],
  ['format', /@[A-Za-z0-9_]+/y],
  ['name', /[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*/y],
  ['quote', /"/y],
  ['operator', /\?\/\/|\/\/=|\|=|\+=|-=|\*=|\/=|%=|==|!=|<=|>=|\/\/|\.\.|[.?=;,:|+\-*/%<>()[\]{}]/y],
];

/** The token at an offset, after blanks and comments. Throws {@link JqSyntaxFault} for a character that begins none. */
export function readToken(text: string, from: number): Token {
  BLANK.lastIndex = from;
  BLANK.exec(text);
  const offset = BLANK.lastIndex;
  if (offset >= text.length) return { kind: 'end', text: '', offset: text.length, end: text.length };
  for (const [kind, rule] of RULES) {
    rule.lastIndex = offset;
    const found = rule.exec(text)?.[0];
    if (found !== undefined) return toToken(kind, found, offset);
  }
  throw new JqSyntaxFault('A character that jq does not know', offset);
}

function toToken(kind: Token['kind'], found: string, offset: number): Token {
  const end = offset + found.length;
  if (kind === 'name') return { kind: KEYWORDS.has(found) ? 'keyword' : 'name', text: found, offset, end };
  const isMarked = kind === 'field' || kind === 'variable' || kind === 'format';
  return { kind, text: isMarked ? found.slice(1) : found, offset, end };
}

/** A piece of a string literal: text up to its end, or up to an interpolation. */
export interface StringPiece {
  readonly text: string;
  readonly end: number;
  readonly isLast: boolean;
}

const ESCAPES: { readonly [character: string]: string } = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Reads a string literal from behind its quote, or from behind the `)` of an interpolation. `end` is behind `"` or `\(`. */
export function readStringPiece(text: string, from: number): StringPiece {
  let value = '';
  let at = from;
  for (;;) {
    const character = text[at];
    if (character === undefined) throw new JqSyntaxFault('A string without its end', from - 1);
    if (character === '"') return { text: value, end: at + 1, isLast: true };
    if (character !== '\\') {
      value += character;
      at += 1;
    } else if (text[at + 1] === '(') {
      return { text: value, end: at + 2, isLast: false };
    } else {
      const escape = readEscape(text, at);
      value += escape.text;
      at = escape.end;
    }
  }
}

function readEscape(text: string, at: number): { readonly text: string; readonly end: number } {
  const character = text.charAt(at + 1);
  const plain = ESCAPES[character];
  if (plain !== undefined) return { text: plain, end: at + 2 };
  const digits = /^u([0-9A-Fa-f]{4})/.exec(text.slice(at + 1, at + 6))?.[1];
  if (digits === undefined) throw new JqSyntaxFault('An escape that jq does not know', at);
  return { text: String.fromCharCode(Number.parseInt(digits, 16)), end: at + 6 };
}
