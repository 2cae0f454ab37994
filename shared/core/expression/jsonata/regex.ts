import { RE2JS } from 're2js';
import { fail, succeed, type Result } from '../../kernel/result.ts';

/** A pattern of the author's, compiled for the linear-time engine. */
export type LinearRegex = RE2JS;

/** Names the construct that the policy does not take, for a message: `a backreference`. */
export type RefusedConstruct = string;

/**
 * The regular-expression policy: a pattern is run by a linear-time engine or not at all, so that no text can make it blow up.
 * Takes ECMAScript patterns without backreferences, lookaround, inline modifiers and Unicode property escapes.
 */
export function compileRegex(pattern: string, flags: string): Result<LinearRegex, RefusedConstruct> {
  const translated = translatePattern(pattern);
  if (!translated.ok) return translated;
  const options = (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) | (flags.includes('m') ? RE2JS.MULTILINE : 0);
  try {
    const compiled = RE2JS.compile(translated.value, options);
    return compiled.programSize() > PROGRAM_SIZE_MAX ? fail('the pattern is too large') : succeed(compiled);
  } catch {
    return fail('the linear-time engine cannot take the pattern (nested or very large repeats, unbalanced brackets)');
  }
}

/** What is white space in ECMAScript (ECMA-262 §22.2.2.9); the engine's own `\s` is ASCII only. */
const SPACE = String.raw`\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`;
const NOT_SPACE = String.raw`\x00-\x08\x0e-\x1f!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`;
const ANY = String.raw`[\x00-\x{10ffff}]`;
const NOTHING = String.raw`[^\x00-\x{10ffff}]`;
const NOT_LINE_END = String.raw`[^\n\r\x{2028}\x{2029}]`;

interface Translated {
  readonly text: string;
  /** Offset behind what was read. */
  readonly end: number;
}

function translatePattern(pattern: string): Result<string, RefusedConstruct> {
  let text = '';
  for (let at = 0; at < pattern.length; ) {
    const part = translateNext(pattern, at);
    if (!part.ok) return part;
    text += part.value.text;
    at = part.value.end;
  }
  return succeed(text);
}

function translateNext(pattern: string, at: number): Result<Translated, RefusedConstruct> {
  switch (pattern[at]) {
    case '\\':
      return translateEscape(pattern, at, false);
    case '[':
      return translateClass(pattern, at);
    case '(':
      return translateGroup(pattern, at);
    case '.':
      return succeed({ text: NOT_LINE_END, end: at + 1 });
    default:
      return succeed({ text: pattern.charAt(at), end: at + 1 });
  }
}

function translateGroup(pattern: string, at: number): Result<Translated, RefusedConstruct> {
  if (pattern[at + 1] !== '?') return succeed({ text: '(', end: at + 1 });
  if (pattern.startsWith('(?:', at)) return succeed({ text: '(?:', end: at + 3 });
  if (/^\(\?[=!]/.test(pattern.slice(at, at + 3))) return fail('a lookahead');
  if (/^\(\?<[=!]/.test(pattern.slice(at, at + 4))) return fail('a lookbehind');
  const name = /^\(\?<([A-Za-z_]\w*)>/.exec(pattern.slice(at));
  return name === null ? fail('an inline modifier') : succeed({ text: `(?P<${name[1] ?? ''}>`, end: at + name[0].length });
}

function translateClass(pattern: string, at: number): Result<Translated, RefusedConstruct> {
  if (pattern.startsWith('[^]', at)) return succeed({ text: ANY, end: at + 3 });
  if (pattern.startsWith('[]', at)) return succeed({ text: NOTHING, end: at + 2 });
  let text = pattern[at + 1] === '^' ? '[^' : '[';
  let next = at + text.length;
  while (next < pattern.length && pattern[next] !== ']') {
    const part = pattern[next] === '\\' ? translateEscape(pattern, next, true) : succeed(classCharacter(pattern, next));
    if (!part.ok) return part;
    text += part.value.text;
    next = part.value.end;
  }
  return next < pattern.length ? succeed({ text: `${text}]`, end: next + 1 }) : fail('a character class without its end');
}

function classCharacter(pattern: string, at: number): Translated {
  const character = pattern.charAt(at);
  return { text: character === '[' ? '\\[' : character, end: at + 1 };
}

function translateEscape(pattern: string, at: number, inClass: boolean): Result<Translated, RefusedConstruct> {
  const character = pattern.charAt(at + 1);
  if (/[1-9k]/.test(character) && !inClass) return fail('a backreference');
  if (/[dDwWnrtfv]/.test(character) || (/[bB]/.test(character) && !inClass)) return succeed({ text: `\\${character}`, end: at + 2 });
  if (character === 's') return succeed({ text: inClass ? SPACE : `[${SPACE}]`, end: at + 2 });
  if (character === 'S') return succeed({ text: inClass ? NOT_SPACE : `[^${SPACE}]`, end: at + 2 });
  if (character === 'b') return succeed({ text: '\\x08', end: at + 2 });
  if (/[0xuc]/.test(character)) return translateCodeEscape(pattern, at);
  if (/[A-Za-z0-9]/.test(character)) return fail(`the escape \\${character}`);
  if (character === '') return fail('a backslash at the end');
  return succeed({ text: character.charCodeAt(0) < 128 ? `\\${character}` : character, end: at + 2 });
}

function translateCodeEscape(pattern: string, at: number): Result<Translated, RefusedConstruct> {
  const rest = pattern.slice(at, at + 12);
  const pair = /^\\u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})/.exec(rest);
  if (pair !== null) return succeed(codePoint(String.fromCharCode(parseInt(pair[1] ?? '', 16), parseInt(pair[2] ?? '', 16)), at + 12));
  const hex = /^\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4}))/.exec(rest);
  if (hex !== null) return succeed(codePoint(String.fromCharCode(parseInt(hex[1] ?? hex[2] ?? '', 16)), at + hex[0].length));
  const control = /^\\c([A-Za-z])/.exec(rest);
  if (control !== null) return succeed(codePoint(String.fromCharCode((control[1] ?? '').charCodeAt(0) % 32), at + 3));
  if (/^\\0(?![0-9])/.test(rest)) return succeed({ text: '\\x00', end: at + 2 });
  return fail('an octal or incomplete escape');
}

function codePoint(character: string, end: number): Translated {
  return { text: `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`, end };
}

/** Instructions of a compiled pattern, at most; what one character costs grows with them. */
const PROGRAM_SIZE_MAX = 1_000;
/** Above this, a search is paid for in advance. */
const PROGRAM_SIZE_CHEAP = 200;

/** What RegExp makes of the place to start at, which an author may give (ECMA-262, ToLength). */
function toLength(index: number): number {
  return Math.max(0, Math.trunc(Number(index)) || 0);
}

/**
 * One use of a pattern on one text after another, by the protocol of JavaScript's own `RegExp.exec` with the flag `g`. A search is
 * linear, but there is one for every match; where a pattern may look far beyond what it matches, each is paid for as if it did.
 */
export class RegexRun {
  lastIndex = 0;
  costAfter = 0;
  readonly #regex: LinearRegex;
  readonly #looksFar: boolean;
  readonly #costOfUnit: number;

  constructor(regex: LinearRegex) {
    const size = regex.programSize();
    this.#regex = regex;
    this.#looksFar = size > PROGRAM_SIZE_CHEAP || looksFar(regex.pattern());
    this.#costOfUnit = (1 + size / 25) / 4;
  }

  costBefore(value: unknown): number {
    return this.#looksFar ? (String(value).length - this.lastIndex) * this.#costOfUnit : 0;
  }

  /** The next match from `lastIndex`, which moves behind it; null when there is none. What is no text is made one, as RegExp does. */
  exec(value: unknown): ((string | undefined)[] & { index: number }) | null {
    const text = String(value);
    this.lastIndex = toLength(this.lastIndex);
    const matcher = this.#regex.matcher(text);
    const found = this.lastIndex <= text.length && matcher.find(this.lastIndex);
    const end = found ? matcher.end() : text.length;
    this.costAfter = this.#looksFar ? 1 : 1 + Math.max(0, end - this.lastIndex) * this.#costOfUnit;
    this.lastIndex = found ? end : 0;
    if (!found) return null;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined);
    return Object.assign(groups, { index: matcher.start() });
  }
}

/** An open-ended repeat in a part that may be left out or chosen: the engine tries it to its end before it takes the shorter match. */
function looksFar(pattern: string): boolean {
  const plain = pattern.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x');
  return /[*+]|\{\d*,\}/.test(plain) && (plain.includes('|') || /\)[?*+{]/.test(plain));
}
