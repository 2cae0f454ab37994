import { fail, succeed, type Result } from '../../kernel/result.ts';

/** Parts of jq's regular expressions (Oniguruma) that JSONata has not, or reads differently. */
const EXOTIC: readonly (readonly [RegExp, string])[] = [
  [/\(\?[^:]/, 'groups that start with (? but for (?: … )'],
  [/\\[1-9kgpPhHRXAzZGK]/, 'back references and escapes of Oniguruma'],
  [/[*+?}]\+/, 'possessive repeats'],
  [/\[[^\]]*\[/, 'classes within classes'],
  [/&&/, 'intersections of classes'],
];

/**
 * A pattern of jq's `test` as a JSONata regular expression. `^` and `$` are the ends of the text, `$` also stands before a last line
 * break. The error names what is not supported.
 */
export function toJsonataRegex(pattern: string, flags: string): Result<string, string> {
  const unknown = [...flags].find((flag) => !'gi'.includes(flag));
  if (unknown !== undefined) return fail(`the flag ${unknown}`);
  const bare = pattern.replaceAll(/\\[^0-9A-Za-z]/g, '_');
  const exotic = EXOTIC.find(([form]) => form.test(bare));
  if (exotic !== undefined) return fail(exotic[1]);
  if (pattern === '') return fail('the empty pattern');
  return succeed(`/${withLineEnd(pattern)}/${flags.includes('i') ? 'i' : ''}`);
}

/** True for a pattern whose classes are wider in jq: there they take all of Unicode. */
export function hasWideClasses(pattern: string): boolean {
  return /\\[wWdDsSbB]/.test(pattern);
}

/** Escapes `/`, and lets `$` stand before a line break at the end. */
function withLineEnd(pattern: string): string {
  let text = '';
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === '\\') {
      text += character + pattern.charAt(at + 1);
      at += 1;
      continue;
    }
    if (character === '[') inClass = true;
    if (character === ']') inClass = false;
    text += character === '/' ? '\\/' : character === '$' && !inClass ? '\\n?$' : character;
  }
  return text;
}
