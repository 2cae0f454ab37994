import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';

/** Levels of nesting that a text from the other zone may have. */
export const STRICT_JSON_DEPTH_MAX = 128;

/**
 * The object that a JSON text holds (RFC 8259); undefined when it is none, when a member name occurs twice in one object (protocol §5, step 7:
 * two readers could take another one of them each; RFC 7493 §2.3), or when it is nested deeper than {@link STRICT_JSON_DEPTH_MAX}.
 */
export function parseStrictObject(text: string): JsonObject | undefined {
  const value = parseText(text);
  return isJsonObject(value) && hasOneOfEachName(text) ? value : undefined;
}

function parseText(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Walks over the tokens of a text that is known to be JSON. A set for each object that is open, nothing for an array. */
function hasOneOfEachName(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '{' || character === '[') {
      if (open.push(character === '{' ? new Set() : undefined) > STRICT_JSON_DEPTH_MAX) return false;
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === '"') {
      const end = endOfString(text, at);
      if (isName(text, end) && !isNew(open.at(-1), text.slice(at, end))) return false;
      at = end - 1;
    }
  }
  return true;
}

/** Index behind the closing quote. A quote is escaped when an odd number of backslashes stands before it. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote + 1;
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charAt(before - 1) === '\\') before -= 1;
  return (at - before) % 2 === 1;
}

/** A string is a name when a colon follows it; between them there may be white space. */
function isName(text: string, end: number): boolean {
  let next = end;
  while (' \t\n\r'.includes(text.charAt(next)) && next < text.length) next += 1;
  return text.charAt(next) === ':';
}

/** Names are compared by what they say, not by how they are escaped. */
function isNew(names: Set<string> | undefined, literal: string): boolean {
  const name = literal.includes('\\') ? String(parseText(literal)) : literal.slice(1, -1);
  if (names === undefined || names.has(name)) return false;
  names.add(name);
  return true;
}
