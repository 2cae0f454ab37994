import { ERROR_NAMES } from '../asl/error-names.ts';
import type { EvaluationError } from '../expression/jsonata/errors.ts';
import { evaluateExpression } from '../expression/jsonata/evaluate.ts';
import { assert } from '../kernel/assert.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import * as causes from './causes.ts';
import { contextObject } from './context-object.ts';
import type { Gain } from './data-language.ts';
import type { StateFailure } from './failure.ts';
import { visibleVariables } from './frame.ts';
import type { Visit } from './model.ts';
import type { PreparedExpression, PreparedTemplate } from './template.ts';
import { recordEvent } from './turn.ts';

/** Everything that the expressions of one visit see. */
export interface EvaluationScope {
  readonly visit: Visit;
  readonly variables: JsonObject;
}

/** Binds variables and `$states` as they were on state entry (NOTES §3, §4); `gain` is what only some fields see: `result`, `errorOutput`. */
export function scopeOf(visit: Visit, gain: Gain = {}): EvaluationScope {
  const states: JsonObject = { input: visit.frame.input, ...gain, context: contextObject(visit) };
  return { visit, variables: { ...visibleVariables(visit.turn.snapshot.root, visit.frame), states } };
}

/** Fails the state for its own expressions: writes the finding to history and gives the failure. */
export function failEvaluation(visit: Visit, location: string | undefined, text: causes.CauseText): StateFailure {
  const { frame, name, turn } = visit;
  assert(frame.enteredSequence !== undefined, 'a state that evaluates has been entered');
  const words = turn.program.options.causesQuoteValues ? text.full : text.safe;
  const failure = { error: ERROR_NAMES.queryEvaluation, cause: `${causes.causePrefix(name, frame.enteredSequence)}${words}` };
  recordEvent(turn, { frame, state: name }, 'evaluation-failed', { ...failure, ...(location === undefined ? {} : { location }) });
  return failure;
}

/** The evaluator's code for a result that is larger than any field may be. */
const RESULT_TOO_LARGE = 'U1005';

function failureOf(visit: Visit, { text, location }: PreparedExpression, error: EvaluationError): StateFailure {
  if (error.code === RESULT_TOO_LARGE) return { error: ERROR_NAMES.dataLimitExceeded, cause: causes.oversizedResult(visit.name) };
  const isUnsupported = error.kind === 'unsupported-result';
  return failEvaluation(visit, location, isUnsupported ? causes.unsupportedResult(text, location) : causes.evaluationError(text, location, error));
}

function evaluateOne(scope: EvaluationScope, expression: PreparedExpression): Result<JsonValue, StateFailure> {
  const { turn } = scope.visit;
  const { location, text } = expression;
  const outcome = evaluateExpression(expression.compiled, { variables: scope.variables, now: turn.event.at, random: turn.random });
  if (!outcome.ok) return fail(failureOf(scope.visit, expression, outcome.error));
  return outcome.value === undefined ? fail(failEvaluation(scope.visit, location, causes.undefinedResult(text, location))) : succeed(outcome.value);
}

function evaluateMembers(scope: EvaluationScope, members: readonly (readonly [string, PreparedTemplate])[]): Result<JsonValue, StateFailure> {
  const entries: (readonly [string, JsonValue])[] = [];
  for (const [key, member] of members) {
    const value = evaluateTemplate(scope, member);
    if (!value.ok) return value;
    entries.push([key, value.value]);
  }
  return succeed(Object.fromEntries(entries));
}

function evaluateItems(scope: EvaluationScope, items: readonly PreparedTemplate[]): Result<JsonValue, StateFailure> {
  const values: JsonValue[] = [];
  for (const item of items) {
    const value = evaluateTemplate(scope, item);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return succeed(values);
}

/** The value of a template. One undefined expression anywhere fails the state (NOTES §1.6); the first failure ends it. */
export function evaluateTemplate(scope: EvaluationScope, template: PreparedTemplate): Result<JsonValue, StateFailure> {
  switch (template.kind) {
    case 'constant':
      return succeed(template.value);
    case 'expression':
      return evaluateOne(scope, template);
    case 'object':
      return evaluateMembers(scope, template.members);
    case 'array':
      return evaluateItems(scope, template.items);
  }
}

type Expected = { readonly boolean: boolean; readonly number: number; readonly string: string };

function isOfType<K extends keyof Expected>(value: JsonValue, expected: K): value is JsonValue & Expected[K] {
  return causes.jsonTypeName(value) === expected;
}

/** The value of a field that must have a certain type, such as `Condition` or `Seconds`. */
export function evaluateTyped<K extends keyof Expected>(scope: EvaluationScope, template: PreparedTemplate, expected: K): Result<Expected[K], StateFailure> {
  const value = evaluateTemplate(scope, template);
  if (!value.ok) return value;
  if (isOfType(value.value, expected)) return succeed(value.value);
  assert(template.kind === 'expression', 'a constant of the wrong type is refused when the program is prepared');
  const mismatch = { expected, value: value.value };
  return fail(failEvaluation(scope.visit, template.location, causes.unexpectedType(template.text, template.location, mismatch)));
}
