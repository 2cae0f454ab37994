import type { ExpressionAst } from '#shared/core/expression/jsonata/ast.ts';
import { compileExpression, evaluateExpression, type CompiledExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { rebaseExpression } from '#shared/core/expression/jsonata/rebase.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { JqInput } from './oracle.ts';

const ROOT: ExpressionAst = { kind: 'path', steps: [{ kind: 'variable', name: 'states' } as const, { kind: 'name', value: 'input' } as const].map((node) => ({ node, stages: [] })) };

/** A translated expression as the compiler puts it into a program: without a context, printed, and parsed again. */
export function bindTranslation(text: string): CompiledExpression {
  const authored = compileExpression(text);
  if (!authored.ok) throw new TypeError(`${text}: ${authored.error.message}`);
  const program = compileExpression(printExpression(rebaseExpression(authored.value.ast, { root: ROOT, variables: new Map() })));
  if (!program.ok) throw new TypeError(`${text}: ${program.error.message}`);
  return program.value;
}

/** What an evaluation of ours gives. */
export type OurAnswer = { readonly kind: 'value'; readonly value: JsonValue } | { readonly kind: 'nothing' } | { readonly kind: 'error'; readonly code: string };

/** Evaluates a bound translation. */
export function evaluateTranslation(program: CompiledExpression, { dot, variables }: JqInput): OurAnswer {
  const outcome = evaluateExpression(program, { variables: { ...variables, states: { input: dot } }, now: 1_700_000_000_000, random: () => 0.5 });
  if (!outcome.ok) return { kind: 'error', code: outcome.error.code };
  return outcome.value === undefined ? { kind: 'nothing' } : { kind: 'value', value: outcome.value };
}
