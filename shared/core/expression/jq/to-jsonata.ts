import { fail, succeed, type Result } from '../../kernel/result.ts';
import { compileExpression } from '../jsonata/parse.ts';
import type { JqExpression } from './ast.ts';
import { pathCode, type Code } from './code.ts';
import { desugar } from './desugar.ts';
import { JQ_NODES_MAX, JQ_TRANSLATION_STEPS_MAX } from './limits.ts';
import { parseJq } from './parse.ts';
import { preludeOf } from './prelude.ts';
import type { JqProblem } from './problem.ts';
import { streamOf } from './streams.ts';
import { defined, refuse, type Notes, type Translator } from './translator.ts';
import { valueOf } from './values.ts';
import { expressionsIn } from './visit.ts';

/** An expression of jq as JSONata. */
export interface TranslatedJq {
  /**
   * JSONata whose context is jq's `.` and whose free variables are jq's: what an author would write under `evaluate.language: jsonata`.
   * Its value is never missing. An expression that may yield nothing (`select`) raises an error where it does.
   */
  readonly text: string;
  /** Where the translation means less than jq does, in sentences. */
  readonly warnings: readonly string[];
  /** Variables, without `$`, that the expression reads and does not bind. One may be called like a function of JSONata. */
  readonly variables: ReadonlySet<string>;
  /** True when no data makes the expression raise an error. */
  readonly isTotal: boolean;
}

/**
 * Translates a jq expression while compiling (mapping §3). Refused: what has no translation, by name and with a way out, and what may
 * yield several values or surely yields none.
 *
 * Differences from jq, all of them where jq raises an error: reading a member of what is no object gives null or, of an array of objects,
 * the members of its items; `startswith` and `endswith` of what is no string are false; null and an object are merged whatever the other
 * side is. Numbers have 15 digits as text.
 */
export function translateJq(text: string): Result<TranslatedJq, JqProblem> {
  const parsed = parseJq(text);
  if (!parsed.ok) return fail(syntaxProblem(parsed.error));
  const expression = desugar(parsed.value);
  if (countNodes(expression) > JQ_NODES_MAX) return fail({ kind: 'size', message: 'The expression has too many parts.', offset: 0 });
  return translate(expression, freePrefix(text));
}

function syntaxProblem({ message, offset, construct }: { readonly message: string; readonly offset: number; readonly construct?: string }): JqProblem {
  return { kind: 'syntax', message, offset, ...(construct !== undefined && { construct }) };
}

function translate(expression: JqExpression, prefix: string): Result<TranslatedJq, JqProblem> {
  const notes: Notes = { prefix, used: new Set(), warnings: new Set(), variables: new Set(), problems: [], counter: 0, lenient: false, raises: false };
  let steps = 0;
  const isSpent = (): boolean => (steps += 1) > JQ_TRANSLATION_STEPS_MAX;
  const t: Translator = {
    value: (node, scope) => (isSpent() ? tooLarge(t, node) : valueOf(t, node, scope)),
    stream: (node, scope) => (isSpent() ? tooLarge(t, node) : streamOf(t, node, scope)),
    notes,
  };
  const code = defined(t, t.value(expression, { dot: pathCode('$', true), variables: new Map() }));
  const [problem] = notes.problems;
  if (problem !== undefined) return fail(problem);
  const prelude = preludeOf(notes.used, prefix);
  const text = prelude.length === 0 ? code.text : `(${[...prelude, code.text].join('; ')})`;
  const compiled = compileExpression(text);
  if (!compiled.ok) return fail({ kind: 'size', message: `The expression cannot be written in JSONata: ${compiled.error.message}`, offset: 0 });
  return succeed({ text, warnings: [...notes.warnings], isTotal: !notes.raises, variables: notes.variables });
}

/** A part may be written several times (both arms of a test), and those in it again. */
function tooLarge(t: Translator, node: JqExpression): Code {
  return refuse(t, { kind: 'size', message: 'The expression is too large to translate.', offset: node.offset });
}

/** What names of helpers and of our variables start with, so that no variable of the author's is meant. */
function freePrefix(text: string): string {
  let prefix = 'jq_';
  for (let counter = 1; text.includes(`$${prefix}`); counter += 1) prefix = `jq${counter}_`;
  return prefix;
}

function countNodes(root: JqExpression): number {
  const open = [root];
  let count = 0;
  for (let node = open.pop(); node !== undefined && count <= JQ_NODES_MAX; node = open.pop()) {
    count += 1;
    open.push(...expressionsIn(node));
  }
  return count;
}
