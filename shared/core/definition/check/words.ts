import type { JsonValue } from '../../kernel/json.ts';
import { isJsonArray, isJsonObject } from '../../kernel/json.ts';
import { QUOTED_NAME_CHARACTERS_MAX } from '../limits.ts';

/** A name that the author declared, in quotes, shortened for a message. */
export function quoted(name: string): string {
  const short = name.length > QUOTED_NAME_CHARACTERS_MAX ? `${name.slice(0, QUOTED_NAME_CHARACTERS_MAX)}…` : name;
  return `'${short}'`;
}

/** `'a', 'b' or 'c'`. */
export function alternatives(names: readonly string[], conjunction = 'or'): string {
  const all = names.map((name) => `'${name}'`);
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} ${conjunction} ${last}`;
}

/** What kind of JSON value this is, with its article; never the value. */
export function kindOfValue(value: JsonValue | undefined): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'a list';
  if (isJsonObject(value)) return 'an object';
  return `a ${typeof value}`;
}

const TYPE_WORDS: ReadonlyMap<unknown, string> = new Map([
  ['array', 'a list'],
  ['boolean', 'true or false'],
  ['integer', 'a whole number'],
  ['null', 'null'],
  ['number', 'a number'],
  ['object', 'an object'],
  ['string', 'a string'],
]);

/** JSON Schema's `type` in words. */
export function typeInWords(type: unknown): string {
  const names: readonly unknown[] = Array.isArray(type) ? type : [type];
  return names.map((name) => TYPE_WORDS.get(name) ?? String(name)).join(' or ');
}
