import type { ExpressionLanguage } from '../../definition/model.ts';
import { translateJq } from '../../expression/jq/to-jsonata.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { parseExpression } from '../../expression/jsonata/parse.ts';
import { diagnosticCodeOf } from '../../expression/jsonata/syntax-diagnostic.ts';
import { diagnosticError, diagnosticWarning, type Diagnostic, type DiagnosticCode } from '../../kernel/diagnostic.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';

/** An author's expression, without its `${ }`, and where it stands. */
export interface ExpressionSource {
  readonly text: string;
  readonly pointer: string;
  /** Its value only decides: languages differ in what counts as true. */
  readonly isCondition?: true;
}

/** An author's expression as JSONata, with what should be known about it. */
export interface Authored {
  readonly ast: ExpressionAst;
  readonly warnings: readonly Diagnostic[];
  /** Of jq, which has no functions as values: the variables read that the expression does not bind, also those called like a function of JSONata. */
  readonly variables: ReadonlySet<string>;
}

/** Reads an author's expression as JSONata whose context is what the author calls `.` or `$`: jq is translated first (mapping §3). */
export function parseAuthored(source: ExpressionSource, language: ExpressionLanguage): Result<Authored, Diagnostic> {
  return language === 'jq' ? parseJq(source) : parseJsonata(source.text, source);
}

function parseJsonata(text: string, { pointer }: ExpressionSource): Result<Authored, Diagnostic> {
  const parsed = parseExpression(text);
  if (parsed.ok) return succeed({ ast: parsed.value, warnings: [], variables: new Set() });
  const { error } = parsed;
  return fail(diagnosticError(diagnosticCodeOf(error), pointer, `${error.message} (${error.code}, at character ${error.position + 1} of the expression)`));
}

const JQ_CODES = { syntax: 'UWF-2010', construct: 'UWF-2011', streams: 'UWF-2012', size: 'UWF-2013' } as const satisfies { readonly [kind: string]: DiagnosticCode };

/** What jq takes for true decides here, not what JSONata does: 0, empty texts, arrays and objects are true. */
const CONDITION = { before: 'if (', after: '\n) then true else false end' } as const;

function parseJq(source: ExpressionSource): Result<Authored, Diagnostic> {
  const { text, pointer } = source;
  const before = source.isCondition === true ? CONDITION.before.length : 0;
  const translated = translateJq(source.isCondition === true ? `${CONDITION.before}${text}${CONDITION.after}` : text);
  if (!translated.ok) {
    const { kind, message, suggestion, offset } = translated.error;
    const place = Math.min(Math.max(offset - before, 0), text.length);
    return fail(diagnosticError(JQ_CODES[kind], pointer, `${message} (at character ${place + 1} of the expression)`, suggestion === undefined ? {} : { wayOut: suggestion }));
  }
  const parsed = parseJsonata(translated.value.text, source);
  if (!parsed.ok) return parsed;
  const { warnings, variables } = translated.value;
  return succeed({ ast: parsed.value.ast, warnings: warnings.map((message) => diagnosticWarning('UWF-2014', pointer, message)), variables });
}
