import type { JsonValue } from '#shared/core/kernel/json.ts';
import { removeAt } from '#shared/core/tier/seal-input.ts';
import { transientPlaces } from '#shared/core/tier/transient.ts';
import type { SchemaFinding, SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { TaskSuccess } from './task-result.ts';

/** Where a raw result first breaks the schema that its function declares. */
export function resultFinding(validator: SchemaValidator, { output, schema }: TaskSuccess): SchemaFinding | undefined {
  return schema === undefined ? undefined : validator.validate({ schema, value: output })[0];
}

/** The result without what its schema marks `x-transient`: such values are never at rest, so they never reach an answer. */
export function withoutTransient({ output, schema }: TaskSuccess): JsonValue {
  const places = schema === undefined ? [] : transientPlaces(schema, output);
  return places.includes('') ? null : removeAt(output, new Set(places));
}
