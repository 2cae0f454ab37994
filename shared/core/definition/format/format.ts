import { CST, Lexer } from 'yaml';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { Diagnostic } from '../../kernel/diagnostic.ts';
import { parseDocument } from '../parse.ts';
import { readJsonText } from '../source/json-text.ts';
import { withoutByteOrderMark } from '../source/text-checks.ts';
import { formatJson } from './json-format.ts';
import { formatYaml } from './yaml-format.ts';

/**
 * A document in its canonical form.
 *  - `formatted`  the text to write; the same text again when it was in that form already
 *  - `kept`       the document is as it was, because no canonical form of it would keep every value and every comment
 *  - `unreadable` its text has findings (UWF-1001 to 1012)
 */
export type FormatOutcome =
  | { readonly kind: 'formatted' | 'kept'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly diagnostics: readonly Diagnostic[] };

/** Rounds after which a form that still changes is given up. */
const ROUNDS_MAX = 4;

/**
 * Formats a document: fields of the language in reading order, two spaces, single quotes, one newline at the end. Data of the author keeps its
 * order; comments go with what they stand above or beside. Formatting what was formatted changes nothing, and the document means the same as
 * before: both are checked for every result, so that nothing is ever lost.
 */
export function formatDocument(text: string): FormatOutcome {
  const parsed = parseDocument(text);
  if (!parsed.ok) return { kind: 'unreadable', diagnostics: parsed.error };
  const readable = withoutByteOrderMark(text);
  if (readJsonText(readable).node !== undefined) return { kind: 'formatted', text: formatJson(parsed.value.json) };
  const formatted = settled(readable, true) ?? settled(readable, false);
  return formatted === undefined ? { kind: 'kept', text } : { kind: 'formatted', text: formatted };
}

/** The form that does not change any more and says the same; undefined when there is none. */
function settled(text: string, reorder: boolean): string | undefined {
  let current = text;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const next = formatYaml(current, { reorder });
    if (!saysTheSame(text, next)) return undefined;
    if (next === current) return next;
    current = next;
  }
  return undefined;
}

function saysTheSame(before: string, after: string): boolean {
  const [left, right] = [parseDocument(before), parseDocument(after)];
  return left.ok && right.ok && canonicalJson(left.value.json) === canonicalJson(right.value.json) && commentsOf(before) === commentsOf(after);
}

/** Every comment of a YAML text, in a fixed order. */
function commentsOf(text: string): string {
  const comments: string[] = [];
  let isText = false;
  for (const lexeme of new Lexer().lex(text)) {
    const type: CST.TokenType | null = isText ? null : CST.tokenType(lexeme);
    isText = type === 'scalar';
    if (type === 'comment') comments.push(lexeme.trim());
  }
  return comments.sort().join('\n');
}
