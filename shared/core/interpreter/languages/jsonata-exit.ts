import type { AslDataFlow } from '../../asl/model.ts';
import { assert } from '../../kernel/assert.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { succeed, type Result } from '../../kernel/result.ts';
import type { Gain, PreparedExit } from '../data-language.ts';
import { evaluateTemplate, scopeOf, type EvaluationScope } from '../evaluation.ts';
import type { StateFailure } from '../failure.ts';
import { checkAssigned, checkOutput } from '../leave.ts';
import type { Visit } from '../model.ts';
import { prepareOptional, type Preparation, type PreparedTemplate } from '../template.ts';

function evaluateAssign(scope: EvaluationScope, assign: PreparedTemplate): Result<JsonObject, StateFailure> {
  const assigned = evaluateTemplate(scope, assign);
  if (!assigned.ok) return assigned;
  assert(isJsonObject(assigned.value), 'Assign is an object');
  return checkAssigned(scope.visit, assigned.value);
}

/** The output of a state that says nothing of it: the result of its work, the error output, or its input. */
function plainOutput(visit: Visit, gain: Gain): JsonValue {
  if (gain.result !== undefined) return gain.result;
  return gain.errorOutput ?? visit.frame.input;
}

function evaluateOutput(scope: EvaluationScope, output: PreparedTemplate | undefined, gain: Gain): Result<JsonValue, StateFailure> {
  const value = output === undefined ? succeed(plainOutput(scope.visit, gain)) : evaluateTemplate(scope, output);
  return value.ok ? checkOutput(scope.visit, value.value) : value;
}

/** Prepares `Output` and `Assign` of a state, rule or catcher; `prefix` is where it stands in its state, with a slash at the end. */
export function prepareJsonataExit(flow: AslDataFlow, prefix: string, preparation: Preparation): PreparedExit {
  const output = prepareOptional(flow.Output, `${prefix}Output`, preparation);
  const assign = prepareOptional(flow.Assign, `${prefix}Assign`, preparation);
  if (flow.Assign !== undefined && 'states' in flow.Assign) {
    preparation.report({ pointer: `${preparation.pointer}/${prefix}Assign/states`, message: "The variable name 'states' is reserved" });
  }
  return (visit, gain) => {
    const scope = scopeOf(visit, gain);
    const assigned = assign === undefined ? undefined : evaluateAssign(scope, assign);
    if (assigned?.ok === false) return assigned;
    const left = evaluateOutput(scope, output, gain);
    if (!left.ok) return left;
    return succeed({ output: left.value, ...(assigned === undefined ? {} : { assigned: assigned.value }) });
  };
}
