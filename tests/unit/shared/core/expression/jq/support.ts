import { expect } from 'vitest';
import { translateJq, type TranslatedJq } from '#shared/core/expression/jq/to-jsonata.ts';
import type { JqProblem } from '#shared/core/expression/jq/problem.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { bindTranslation, evaluateTranslation } from '#tests/conformance/jq/evaluate.ts';

/** The translation of an expression that has one. */
export function translated(text: string): TranslatedJq {
  const result = translateJq(text);
  if (!result.ok) expect.fail(`${text}: ${result.error.message}`);
  return result.value;
}

/** Why an expression is refused. */
export function refusal(text: string): JqProblem {
  const result = translateJq(text);
  if (result.ok) expect.fail(`${text} is not refused`);
  return result.error;
}

/** The value of a translated expression, or `'error'` when it raises one. */
export function valueOf(text: string, dot: JsonValue = null, variables: { readonly [name: string]: JsonValue } = {}): JsonValue {
  const answer = evaluateTranslation(bindTranslation(translated(text).text), { dot, variables });
  return answer.kind === 'value' ? answer.value : answer.kind;
}
