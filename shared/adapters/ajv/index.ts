export { createSchemaValidator, type CheckingSchemaValidator, type SchemaValidatorOptions } from './schema-validator.ts';
