import { isJsonArray, isJsonObject, type JsonArray, type JsonValue } from '../../kernel/json.ts';
import { raise } from './fault.ts';
import { TEXT_RESULT_UNITS_MAX } from './limits.ts';

/** A value as Java's `toString` writes it: `{Arg1=1, Arg2=[]}` (recorded: generic format_2). Not more deeply nested than the caller has checked. */
export function toJavaText(value: JsonValue): string {
  if (isJsonArray(value)) return `[${value.map(toJavaText).join(', ')}]`;
  if (isJsonObject(value)) return `{${Object.entries(value).map(([name, member]) => `${name}=${toJavaText(member)}`).join(', ')}}`;
  return String(value);
}

type Part = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'place' };

/** Splits a template into texts and the places that `{}` marks; `\{`, `\}`, `\'` and `\\` stand for their second character. */
function parseTemplate(template: string): readonly Part[] {
  const parts: Part[] = [];
  for (const [token] of template.matchAll(/\\[{}'\\]|\{\}|[{}]|\\|[^\\{}]+/g)) {
    if (token === '{') raise("Invalid template: matching '}' not found for '{'");
    if (token === '}') raise("Invalid template: matching '{' not found for '}'");
    if (token === '{}') parts.push({ kind: 'place' });
    else parts.push({ kind: 'text', text: token.length === 2 && token.startsWith('\\') ? token.slice(1) : token });
  }
  return parts;
}

/** `States.Format`: puts the values, in order, where the template has `{}`; there are as many of the one as of the other. */
export function format(template: string, values: JsonArray): string {
  const parts = parseTemplate(template);
  if (parts.filter((part) => part.kind === 'place').length !== values.length) raise('The number of arguments does not match the occurrences of {}');
  const texts = values.map(toJavaText);
  const whole = parts.map((part) => (part.kind === 'text' ? part.text : (texts.shift() ?? ''))).join('');
  return whole.length > TEXT_RESULT_UNITS_MAX ? raise('The result is too large') : whole;
}
