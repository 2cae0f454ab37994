import { ERROR_NAMES } from '../asl/error-names.ts';
import type { AslDataFlow } from '../asl/model.ts';
import { assert } from '../kernel/assert.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { oversizedField, oversizedResult } from './causes.ts';
import { evaluateTemplate, scopeOf, type EvaluationScope, type StatesExtra } from './evaluation.ts';
import type { StateFailure } from './failure.ts';
import { PAYLOAD_BYTES_MAX, VARIABLES_BYTES_MAX } from './limits.ts';
import type { StateOutcome, Visit } from './model.ts';
import { prepareOptional, type Preparation, type PreparedTemplate } from './template.ts';
import { sizeOf } from './turn.ts';

/** `Output` and `Assign` of a state, rule or catcher, prepared. */
export interface PreparedDataFlow {
  readonly output?: PreparedTemplate;
  readonly assign?: PreparedTemplate;
}

/** Prepares `Output` and `Assign`; `prefix` is where the rule or catcher stands in its state, with a slash at the end. */
export function prepareDataFlow(flow: AslDataFlow, prefix: string, preparation: Preparation): PreparedDataFlow {
  const output = prepareOptional(flow.Output, `${prefix}Output`, preparation);
  const assign = prepareOptional(flow.Assign, `${prefix}Assign`, preparation);
  if (flow.Assign !== undefined && 'states' in flow.Assign) {
    preparation.report({ pointer: `${preparation.pointer}/${prefix}Assign/states`, message: "The variable name 'states' is reserved" });
  }
  return { ...(output === undefined ? {} : { output }), ...(assign === undefined ? {} : { assign }) };
}

/** How a state is left. */
export interface Exit {
  readonly flow: PreparedDataFlow;
  /** The output where the author gives none. */
  readonly otherwise: JsonValue;
  /** Absent: the state is the last. */
  readonly next?: string;
  readonly extra?: StatesExtra;
}

/** States.DataLimitExceeded; it can be caught (recorded: states_errors, catch_state_all). */
export function dataLimitExceeded(cause: string): StateFailure {
  return { error: ERROR_NAMES.dataLimitExceeded, cause };
}

function evaluateAssign(scope: EvaluationScope, assign: PreparedTemplate): Result<JsonObject, StateFailure> {
  const { turn, frame, name } = scope.visit;
  const assigned = evaluateTemplate(scope, assign);
  if (!assigned.ok) return assigned;
  assert(isJsonObject(assigned.value), 'Assign is an object');
  const all = sizeOf(turn, { ...frame.variables, ...assigned.value });
  const isTooLarge = sizeOf(turn, assigned.value) > PAYLOAD_BYTES_MAX || all > VARIABLES_BYTES_MAX;
  return isTooLarge ? fail(dataLimitExceeded(oversizedField(name, 'variables'))) : succeed(assigned.value);
}

function evaluateOutput(scope: EvaluationScope, exit: Exit): Result<JsonValue, StateFailure> {
  const output = exit.flow.output === undefined ? succeed(exit.otherwise) : evaluateTemplate(scope, exit.flow.output);
  if (!output.ok) return output;
  const { turn, name } = scope.visit;
  return sizeOf(turn, output.value) > PAYLOAD_BYTES_MAX ? fail(dataLimitExceeded(oversizedResult(name))) : output;
}

/** Leaves a state: `Assign` and `Output` both see the values on entry, so their order shows only in which failure is told. */
export function leaveState(visit: Visit, exit: Exit): StateOutcome {
  const scope = scopeOf(visit, exit.extra);
  const assigned = exit.flow.assign === undefined ? undefined : evaluateAssign(scope, exit.flow.assign);
  if (assigned?.ok === false) return { kind: 'failed', failure: assigned.error };
  const output = evaluateOutput(scope, exit);
  if (!output.ok) return { kind: 'failed', failure: output.error };
  return {
    kind: 'left',
    output: output.value,
    ...(exit.next === undefined ? {} : { next: exit.next }),
    ...(assigned === undefined ? {} : { assigned: assigned.value }),
  };
}
