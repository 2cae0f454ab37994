import { InvariantError } from '../../kernel/assert.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import type { ExpressionAst } from './ast.ts';
import { compileClosures, type ClosureProgram } from './closures/compile-closures.ts';
import { engine } from './engine.ts';
import type { ExpressionSyntaxError } from './errors.ts';
import { COMPILED_EXPRESSIONS_MAX, EXPRESSION_COPIED_NODES_MAX, EXPRESSION_DEPTH_MAX, EXPRESSION_TEXT_BYTES_MAX } from './limits.ts';
import { toExpressionAst } from './parse-tree.ts';
import { utf8Length } from '../../kernel/text-length.ts';
import type { EngineNode } from './vendor/jsonata.mjs';

/** A parsed expression, ready to be evaluated any number of times. Immutable. */
export interface CompiledExpression {
  readonly text: string;
  readonly ast: ExpressionAst;
  /** The engine's own tree. Only the evaluator looks into it. */
  readonly program: EngineNode;
  /** The expression as closures, where they cover it; they give what the engine's tree gives, sooner. */
  readonly closures: ClosureProgram | undefined;
}

const MESSAGES: { readonly [code: string]: string } = {
  U0101: `The expression is longer than ${EXPRESSION_TEXT_BYTES_MAX} bytes`,
  U0102: `The expression is nested more than ${EXPRESSION_DEPTH_MAX} deep`,
  U0103: 'The expression grows too large: ?? and ?: repeat their left side, which repeats here within itself',
  U0104: 'The function signature is malformed or has too many optional and repeated parameters',
  U0201: 'The function $eval is not available: an expression is never made from data',
  U0202: '$ and $$ cannot be bound: they are the context',
};

const kept = new Map<string, Result<CompiledExpression, ExpressionSyntaxError>>();

/**
 * Parses and checks an expression. Equal texts give the same object for as long as it is kept.
 * Limits: {@link EXPRESSION_TEXT_BYTES_MAX}, {@link EXPRESSION_DEPTH_MAX}; `$eval` and regular expressions that the linear-time engine
 * cannot take are refused.
 */
export function compileExpression(text: string): Result<CompiledExpression, ExpressionSyntaxError> {
  if (text.length > EXPRESSION_TEXT_BYTES_MAX || utf8Length(text) > EXPRESSION_TEXT_BYTES_MAX) return fail(syntaxError('U0101', 0));
  const known = kept.get(text);
  if (known !== undefined) return known;
  const compiled = compile(text);
  if (kept.size >= COMPILED_EXPRESSIONS_MAX) kept.clear();
  kept.set(text, compiled);
  return compiled;
}

/** Parses an expression into a tree. Refuses exactly what {@link compileExpression} refuses. */
export function parseExpression(text: string): Result<ExpressionAst, ExpressionSyntaxError> {
  const compiled = compileExpression(text);
  return compiled.ok ? succeed(compiled.value.ast) : compiled;
}

function compile(text: string): Result<CompiledExpression, ExpressionSyntaxError> {
  try {
    const program = engine.parse(text, { depthMax: EXPRESSION_DEPTH_MAX, copiedMax: EXPRESSION_COPIED_NODES_MAX });
    const ast = toExpressionAst(program);
    return succeed(Object.freeze({ text, ast, program, closures: compileClosures(ast) }));
  } catch (thrown) {
    return fail(toSyntaxError(thrown));
  }
}

function syntaxError(code: string, position: number, message = MESSAGES[code] ?? 'The expression is not valid'): ExpressionSyntaxError {
  return { code, message, position };
}

/** What the engine throws is a plain object; anything else is a full stack or a signature that makes no pattern. */
function toSyntaxError(thrown: unknown): ExpressionSyntaxError {
  if (thrown instanceof InvariantError) throw thrown;
  if (thrown instanceof RangeError) return syntaxError('U0102', 0);
  if (thrown instanceof SyntaxError || typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return syntaxError('U0104', 0);
  const code = String(thrown.code);
  const position = 'position' in thrown && typeof thrown.position === 'number' ? thrown.position : 0;
  if ('construct' in thrown && thrown.construct !== undefined) return syntaxError(code, position, `The regular expression is not supported: ${String(thrown.construct)}`);
  return syntaxError(code, position, MESSAGES[code] ?? engine.describe(thrown) ?? 'The expression is not valid');
}
