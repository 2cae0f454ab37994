import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { AslPaths } from '../../asl/model.ts';
import { parseReferencePath, setAtReferencePath, type ReferencePath } from '../../expression/jsonpath/reference-path.ts';
import { assert } from '../../kernel/assert.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import type { Gain, Leaving, PreparedExit, Read } from '../data-language.ts';
import type { StateFailure } from '../failure.ts';
import { checkAssigned, checkOutput } from '../leave.ts';
import type { Visit } from '../model.ts';
import type { Preparation } from '../template.ts';
import { stepConflict } from './causes.ts';
import { applyPathField, preparePathField, type PathField } from './path-field.ts';
import { evaluatePayload, prepareOptionalPayload, type PreparedPayload } from './payload.ts';
import { pathFailure, pathScopeOf } from './scope.ts';

/** Prepares `InputPath`: gives the part of the state's input that the state works with. */
export function prepareInputPath(state: AslPaths, preparation: Preparation): Read<JsonValue> {
  const path = preparePathField(state.InputPath, 'InputPath', preparation);
  return (visit) => applyPathField(pathScopeOf(visit), path);
}

/** Prepares a payload template that sees the effective input as `$`: `Parameters`, `ItemSelector`; absent, it is the input itself. */
export function prepareTemplateOf(input: Read<JsonValue>, payload: PreparedPayload | undefined): Read<JsonValue> {
  if (payload === undefined) return input;
  return (visit) => {
    const effective = input(visit);
    return effective.ok ? evaluatePayload(pathScopeOf(visit, effective.value), payload) : effective;
  };
}

/** `ResultPath`: null drops the result. */
export type ResultPath = ReferencePath | null;

/** Prepares `ResultPath`; absent is `$`, which replaces the input by the result. */
export function prepareResultPath(value: string | null | undefined, location: string, preparation: Preparation): ResultPath {
  if (value === null) return null;
  const path = parseReferencePath(value ?? '$');
  if (path.ok && path.value.root.kind === 'input') return path.value;
  preparation.report({ pointer: `${preparation.pointer}/${location}`, message: 'Value is not a Reference Path' });
  return null;
}

/** Puts a result into the state's whole input (states-language.net, "ResultPath"). */
export function applyResultPath(visit: Visit, path: ResultPath, result: JsonValue): Result<JsonValue, StateFailure> {
  if (path === null) return succeed(visit.frame.input);
  const output = setAtReferencePath(visit.frame.input, path, result);
  return output.ok ? output : fail(pathFailure(visit, ERROR_NAMES.resultPathMatch, stepConflict(output.error.step, output.error.value)));
}

/** What of a state decides how it is left. */
export interface ExitFields {
  /** What `Assign` sees as `$` and what becomes the output, before `ResultPath`. */
  readonly value: (visit: Visit, gain: Gain) => Result<JsonValue, StateFailure>;
  readonly assign?: JsonObject | undefined;
  /** Absent: the value is the output, and not put into the input. */
  readonly resultPath?: ResultPath;
  readonly outputPath: PathField;
  /** Where the fields stand in the state, with a slash at the end. */
  readonly prefix: string;
}

function evaluateAssign(visit: Visit, assign: PreparedPayload, value: JsonValue): Result<JsonObject, StateFailure> {
  const assigned = evaluatePayload(pathScopeOf(visit, value), assign);
  if (!assigned.ok) return assigned;
  assert(isJsonObject(assigned.value), 'Assign is an object');
  return checkAssigned(visit, assigned.value);
}

function evaluateOutput(visit: Visit, fields: ExitFields, value: JsonValue): Result<JsonValue, StateFailure> {
  const combined = fields.resultPath === undefined ? succeed(value) : applyResultPath(visit, fields.resultPath, value);
  if (!combined.ok) return combined;
  const output = applyPathField(pathScopeOf(visit, combined.value), fields.outputPath);
  return output.ok ? checkOutput(visit, output.value) : output;
}

function leave(visit: Visit, value: JsonValue, fields: ExitFields, assign: PreparedPayload | undefined): Result<Leaving, StateFailure> {
  const assigned = assign === undefined ? undefined : evaluateAssign(visit, assign, value);
  if (assigned?.ok === false) return assigned;
  const output = evaluateOutput(visit, fields, value);
  if (!output.ok) return output;
  return succeed({ output: output.value, ...(assigned === undefined ? {} : { assigned: assigned.value }) });
}

/** Prepares how a state is left: `Assign` on the value, `ResultPath` into the input, `OutputPath` on what comes of that. */
export function preparePathExit(fields: ExitFields, preparation: Preparation): PreparedExit {
  const assign = prepareOptionalPayload(fields.assign, `${fields.prefix}Assign`, preparation);
  for (const name of Object.keys(fields.assign ?? {}).filter((key) => key === 'states' || key === 'states.$')) {
    preparation.report({ pointer: `${preparation.pointer}/${fields.prefix}Assign/${name}`, message: "The variable name 'states' is reserved" });
  }
  return (visit, gain) => {
    const value = fields.value(visit, gain);
    return value.ok ? leave(visit, value.value, fields, assign) : value;
  };
}
