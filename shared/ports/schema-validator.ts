import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

/** Validates data by JSON Schema 2020-12. Findings name pointers and keywords, never values or undeclared names. */
export interface SchemaValidator {
  /** All findings; empty when valid. Schemas are compiled once and cached by identity of the object. */
  validate(request: { readonly schema: JsonObject | boolean; readonly value: JsonValue }): readonly SchemaFinding[];
}

/** One way in which a value breaks a schema. */
export interface SchemaFinding {
  /** JSON Pointer into the value, up to the last declared name. */
  readonly pointer: string;
  /** JSON Pointer of the keyword that failed, into the schema. */
  readonly schemaPointer: string;
  readonly keyword: string;
  /** For people: `must be string`, `must have required property 'id'`. Never a value, never an undeclared key. */
  readonly message: string;
}
