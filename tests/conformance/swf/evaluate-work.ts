import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { workItemExpressionOf } from '#shared/core/asl/model.ts';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { TaskAnswer } from './drive.ts';

/** What a worker does with the arguments of `uwf:evaluate`. */
export function evaluateWork(given: JsonValue): TaskAnswer {
  const { template = null, states = {}, variables } = isJsonObject(given) ? given : {};
  const value = evaluate(template, { ...(isJsonObject(variables) ? variables : {}), states });
  return value === undefined ? { ok: false, error: ERROR_NAMES.queryEvaluation, cause: 'an expression has no value' } : { ok: true, output: value };
}

function evaluate(template: JsonValue, variables: JsonObject): JsonValue | undefined {
  const text = workItemExpressionOf(template);
  if (text !== undefined) {
    const compiled = compileExpression(text);
    const result = compiled.ok ? evaluateExpression(compiled.value, { variables, now: 0, random: () => 0.5 }) : undefined;
    return result?.ok === true ? result.value : undefined;
  }
  if (isJsonArray(template)) return all(template.map((item) => evaluate(item, variables)));
  if (!isJsonObject(template)) return template;
  const values = all(Object.values(template).map((member) => evaluate(member, variables)));
  return values === undefined ? undefined : Object.fromEntries(Object.keys(template).map((name, index) => [name, values[index] ?? null]));
}

function all(values: readonly (JsonValue | undefined)[]): readonly JsonValue[] | undefined {
  const present = values.filter((value) => value !== undefined);
  return present.length === values.length ? present : undefined;
}
