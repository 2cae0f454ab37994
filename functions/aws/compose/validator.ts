import type { SchemaValidator } from '#shared/ports/schema-validator.ts';

/** Loads the validator of schemas. */
export async function loadValidator(): Promise<SchemaValidator> {
  return (await import('#shared/adapters/ajv/index.ts')).createSchemaValidator();
}
