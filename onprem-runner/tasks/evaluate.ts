import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { workItemExpressionOf } from '#shared/core/asl/model.ts';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { createRandom, type RandomSource } from '#shared/core/kernel/random.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { TaskCall, TaskPorts } from './task-context.ts';
import { taskFailure, type TaskFailure, type TaskResult } from './task-result.ts';

/** Levels of a template, as in the interpreter. */
const TEMPLATE_DEPTH_MAX = 64;

interface Scope {
  readonly variables: JsonObject;
  readonly now: number;
  readonly random: RandomSource;
}

/**
 * `uwf:evaluate`: a template evaluated where its data may be in the clear ({@link EvaluateTaskArguments}). Expressions see `$states` and the variables that
 * were sent, nothing else. Time and randomness come from the attempt, so that a repetition of the attempt gives the same.
 */
export async function runEvaluate(ports: TaskPorts, call: TaskCall): Promise<TaskResult> {
  const { template, states, variables } = isJsonObject(call.arguments) ? call.arguments : {};
  if (template === undefined || !isJsonObject(states) || !isJsonObject(variables)) return taskFailure(ERROR_NAMES.invalidArguments, "the argument at '' is not a template with its scope");
  const scope: Scope = { variables: { ...variables, states }, now: ports.clock.now(), random: createRandom(call.item.attemptId) };
  const value = evaluate(scope, template, 0);
  return value.ok ? { outcome: 'succeeded', output: value.value } : value.error;
}

function evaluate(scope: Scope, template: JsonValue, depth: number): Result<JsonValue, TaskFailure> {
  if (depth > TEMPLATE_DEPTH_MAX) return fail(taskFailure(ERROR_NAMES.queryEvaluation, 'the template is nested too deep'));
  const text = workItemExpressionOf(template);
  if (text !== undefined) return evaluateText(scope, text);
  if (isJsonArray(template)) return evaluateAll(template.map((item) => () => evaluate(scope, item, depth + 1)));
  if (!isJsonObject(template)) return succeed(template);
  const names = Object.keys(template);
  const members = evaluateAll(Object.values(template).map((member) => () => evaluate(scope, member, depth + 1)));
  return members.ok ? succeed(Object.fromEntries(names.map((name, index) => [name, members.value[index] ?? null]))) : members;
}

/** In order; the first failure ends it. */
function evaluateAll(parts: readonly (() => Result<JsonValue, TaskFailure>)[]): Result<readonly JsonValue[], TaskFailure> {
  const values: JsonValue[] = [];
  for (const part of parts) {
    const value = part();
    if (!value.ok) return value;
    values.push(value.value);
  }
  return succeed(values);
}

/** JSONata's own messages quote operands; only codes and fixed text leave (design §6, outcomes are observations). */
function evaluateText(scope: Scope, text: string): Result<JsonValue, TaskFailure> {
  const compiled = compileExpression(text);
  if (!compiled.ok) return fail(taskFailure(ERROR_NAMES.queryEvaluation, `an expression does not parse (${compiled.error.code})`));
  const outcome = evaluateExpression(compiled.value, scope);
  if (!outcome.ok) return fail(taskFailure(ERROR_NAMES.queryEvaluation, `an expression failed (${outcome.error.code}): ${outcome.error.safeMessage}`));
  return outcome.value === undefined ? fail(taskFailure(ERROR_NAMES.queryEvaluation, 'an expression gave nothing (undefined)')) : succeed(outcome.value);
}
