import type { JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';

/**
 * Parses a JSON text (RFC 8259) from outside as I-JSON (RFC 7493): no name twice, no lone surrogates, no numbers beyond a double.
 * Beyond that nothing our stores or our objects cannot hold: no U+0000, no member `__proto__`. Depth is checked before anything is built.
 * The error says what is wrong, never what was written.
 */
export function parseJsonText(text: string, depthMax: number): Result<JsonValue, string> {
  const fault = structureFault(text, depthMax);
  if (fault !== undefined) return fail(fault);
  try {
    const value: JsonValue = JSON.parse(text);
    const contentFault = faultOf(value);
    return contentFault === undefined ? succeed(value) : fail(contentFault);
  } catch {
    return fail('the text is not valid JSON');
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENERS: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const CLOSERS: ReadonlySet<number> = new Set([0x7d, 0x5d]);
const OBJECT_OPENER = 0x7b;
const COLON = 0x3a;

/** One scope of the scan: the names that an object has shown so far; none for an array. */
type Scope = { readonly names: Set<string> } | undefined;

/** Looks at strings and brackets only; whether the rest is JSON, the parser says. A string before a colon is a name. */
function structureFault(text: string, depthMax: number): string | undefined {
  const scopes: Scope[] = [];
  let lastString: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      lastString = text.slice(at, end);
      at = end - 1;
    } else if (code === COLON) {
      const fault = nameFault(scopes.at(-1), lastString);
      if (fault !== undefined) return fault;
    } else if (OPENERS.has(code)) {
      scopes.push(code === OBJECT_OPENER ? { names: new Set() } : undefined);
      if (scopes.length > depthMax) return `the text is nested more than ${depthMax} levels deep`;
    } else if (CLOSERS.has(code)) {
      scopes.pop();
    }
  }
  return undefined;
}

/** The position after the closing quote; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return Math.min(at + 1, text.length);
}

function nameFault(scope: Scope, literal: string | undefined): string | undefined {
  const name = literal === undefined ? undefined : unquote(literal);
  if (scope === undefined || name === undefined) return undefined;
  if (name === '__proto__') return 'an object has a member name that is not allowed';
  if (scope.names.has(name)) return 'an object has two members of the same name';
  scope.names.add(name);
  return undefined;
}

/** Two spellings of one name (`"a"`, `"\u0061"`) are one name. */
function unquote(literal: string): string | undefined {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}

/** With the flag `u` a surrogate that is half of a pair is not seen; a lone one is. */
const UNSTORABLE = /[\p{Surrogate}\0]/u;

function faultOf(value: JsonValue): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'a number is too large';
  if (typeof value === 'string') return UNSTORABLE.test(value) ? 'a string has U+0000 or half of a surrogate pair' : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const fault = UNSTORABLE.test(name) ? 'a member name has U+0000 or half of a surrogate pair' : faultOf(member);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Decodes UTF-8 strictly (RFC 3629); undefined when the bytes are not UTF-8 or hold U+0000. A byte order mark is dropped. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
