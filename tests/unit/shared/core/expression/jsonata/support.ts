import { expect } from 'vitest';
import type { ExpressionAst } from '#shared/core/expression/jsonata/ast.ts';
import type { EvaluationError, EvaluationLimits } from '#shared/core/expression/jsonata/errors.ts';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Result } from '#shared/core/kernel/result.ts';

/** 2024-02-29T12:34:56.789Z. */
export const NOW = Date.UTC(2024, 1, 29, 12, 34, 56, 789);

export interface Given {
  readonly variables?: Readonly<Record<string, JsonValue>>;
  readonly limits?: Partial<EvaluationLimits>;
  readonly input?: JsonValue;
  readonly random?: () => number;
}

export function outcomeOf(text: string, given: Given = {}): Result<JsonValue | undefined, EvaluationError> {
  const compiled = compileExpression(text);
  if (!compiled.ok) expect.fail(`${text}: ${compiled.error.code} ${compiled.error.message}`);
  return evaluateExpression(compiled.value, { variables: {}, now: NOW, random: () => 0.5, ...given });
}

/** The value of an expression that has one. */
export function valueOf(text: string, given: Given = {}): JsonValue | undefined {
  const outcome = outcomeOf(text, given);
  return outcome.ok ? outcome.value : expect.fail(`${text}: ${outcome.error.code} ${outcome.error.message}`);
}

/** The error of an expression that has none. */
export function errorOf(text: string, given: Given = {}): EvaluationError {
  const outcome = outcomeOf(text, given);
  return outcome.ok ? expect.fail(`${text}: gave ${JSON.stringify(outcome.value)}`) : outcome.error;
}

export function astOf(text: string): ExpressionAst {
  const parsed = parseExpression(text);
  return parsed.ok ? parsed.value : expect.fail(`${text}: ${parsed.error.code} ${parsed.error.message}`);
}

/** The code with which the text is refused, or `accepted`. */
export function refusalOf(text: string): string {
  const parsed = parseExpression(text);
  return parsed.ok ? 'accepted' : parsed.error.code;
}
