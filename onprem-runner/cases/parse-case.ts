import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import { CASE_SCHEMA } from './case-schema.ts';
import type { WorkflowCase } from './model.ts';

/** Reads a case file. Errors: every place that is not as `CASE_SCHEMA` says. */
export function parseCase(validator: SchemaValidator, text: string): Result<WorkflowCase, readonly string[]> {
  const value = parseJson(text);
  if (value === undefined) return fail(['the file is not JSON']);
  const findings = validator.validate({ schema: CASE_SCHEMA, value });
  if (findings.length > 0) return fail(findings.map(({ pointer, message }) => `${pointer === '' ? '(case)' : pointer}: ${message}`));
  return succeed(value as unknown as WorkflowCase);
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
