import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { domainFailure, type DomainFailure } from './domain-failure.ts';
import { ERROR_NAMES } from './error-names.ts';
import type { ValidateTaskArguments } from './model.ts';

/** A way in which a value breaks its schema, as far as it may be told: a pointer of declared names and a keyword. */
export interface ValidationFinding {
  readonly pointer: string;
  readonly keyword: string;
}

/** Checks a value against a schema; the first finding, or none when it is valid. */
export type FirstFinding = (schema: JsonObject | boolean, value: JsonValue) => ValidationFinding | undefined;

/**
 * Carries out `uwf:validate`: the value itself when it is valid, else the DSL's validation error (status 400) that names a pointer and a
 * keyword, never the value (mapping §5.15).
 */
export function executeValidation(given: JsonValue, firstFinding: FirstFinding): Result<JsonValue, DomainFailure> {
  const parsed = parseArguments(given);
  if (parsed === undefined) return fail({ error: ERROR_NAMES.invalidArguments, cause: "the argument at '' is not a value with its schema" });
  const finding = firstFinding(parsed.schema, parsed.value);
  if (finding === undefined) return succeed(parsed.value);
  return fail(domainFailure('validation', { title: 'The value breaks its schema', detail: `at '${finding.pointer}' (${finding.keyword})` }));
}

function parseArguments(given: JsonValue): ValidateTaskArguments | undefined {
  const { value, schema } = isJsonObject(given) ? given : {};
  if (value === undefined || (typeof schema !== 'boolean' && !isJsonObject(schema))) return undefined;
  return { value, schema };
}
