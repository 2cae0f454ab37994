import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import type { AslDiagnostic } from './validate/diagnostic.ts';
import { describeSource, readAslJson } from './validate/json-text.ts';
import { DEFINITION_CHARACTERS_MAX, DEFINITION_DEPTH_MAX, FINDINGS_MAX } from './validate/limits.ts';
import type { ValidationOptions, ValidationRun } from './validate/place.ts';
import { checkScope } from './validate/scope.ts';
import { noVariables } from './validate/variable-scope.ts';

export { describeInvalidDefinition } from './validate/diagnostic.ts';
export type { AslDiagnostic, AslDiagnosticCode } from './validate/diagnostic.ts';
export type { MachineType, ValidationOptions } from './validate/place.ts';

/** What a validation found: `FAIL` when at least one finding is an error. */
export interface ValidationOutcome {
  readonly result: 'OK' | 'FAIL';
  readonly diagnostics: readonly AslDiagnostic[];
  /** There are more findings than {@link FINDINGS_MAX}; those beyond are left out. */
  readonly truncated: boolean;
}

/**
 * Says whether Step Functions would create a machine of this definition (states-language.net; rules and wording of AWS's
 * ValidateStateMachineDefinition as recorded and published), and everything that is wrong with it at once. Takes the text of a definition or its
 * value. Never throws, whatever the text is; limits: {@link DEFINITION_CHARACTERS_MAX}, {@link DEFINITION_DEPTH_MAX}.
 */
export function validateStateMachine(definition: JsonValue, options: ValidationOptions): ValidationOutcome {
  const read = typeof definition === 'string' ? readStateMachine(definition) : checkedDocument(definition);
  if (!read.ok) return outcomeOf(read.error);
  const run: ValidationRun = {
    options,
    machineLanguage: machineLanguage(read.value),
    findings: [],
    stateNames: new Set(),
    labels: new Set(),
    checkScope,
  };
  checkScope({ run, at: '', language: run.machineLanguage, type: options.type, outer: noVariables, inner: noVariables }, read.value, 'machine');
  return outcomeOf(run.findings);
}

/** Reads the text of a definition; refuses what is no JSON object, too long or too deep. What the object says is not looked at. */
export function readStateMachine(text: string): Result<JsonObject, readonly AslDiagnostic[]> {
  if (text.length > DEFINITION_CHARACTERS_MAX) return refused('SCHEMA_VALIDATION_FAILED', `Definition must have length less than or equal to ${DEFINITION_CHARACTERS_MAX}`);
  if (text.trim() === '') return refused('SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object');
  const read = readAslJson(text);
  if (read.ok) return checkedDocument(read.value);
  const location = describeSource(text, read.error);
  return fail([{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message: `${read.error.message}\n at ${location}`, location }]);
}

function checkedDocument(value: JsonValue): Result<JsonObject, readonly AslDiagnostic[]> {
  if (!isJsonObject(value)) return refused('SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object');
  if (isDeeperThan(value, DEFINITION_DEPTH_MAX)) return refused('TOO_DEEPLY_NESTED', `The definition is nested more than ${DEFINITION_DEPTH_MAX} deep`);
  return succeed(value);
}

function refused(code: AslDiagnostic['code'], message: string): Result<never, readonly AslDiagnostic[]> {
  return fail([{ severity: 'ERROR', code, message }]);
}

/** Goes level by level, so that no depth can exhaust the stack. */
function isDeeperThan(root: JsonObject, max: number): boolean {
  let level: readonly JsonValue[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > max) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : [])).filter((value) => typeof value === 'object' && value !== null);
  }
  return false;
}

/** A language that does not exist counts as JSONata; that it does not exist is reported where it stands. */
function machineLanguage(machine: JsonObject): 'JSONata' | 'JSONPath' {
  return !Object.hasOwn(machine, 'QueryLanguage') || machine['QueryLanguage'] === 'JSONPath' ? 'JSONPath' : 'JSONata';
}

function outcomeOf(findings: readonly AslDiagnostic[]): ValidationOutcome {
  const result = findings.some(({ severity }) => severity === 'ERROR') ? 'FAIL' : 'OK';
  return { result, diagnostics: findings.slice(0, FINDINGS_MAX), truncated: findings.length > FINDINGS_MAX };
}
