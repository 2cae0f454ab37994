import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { Result } from '#shared/core/kernel/result.ts';
import { declaredNames } from '#shared/core/tier/declared-pointer.ts';
import type { SchemaFinding, SchemaValidator } from '#shared/ports/schema-validator.ts';
import { compileSchema, type CompiledSchema } from './compile-schema.ts';
import { toFindings, unusableSchema } from './findings.ts';
import { COMPILED_SCHEMAS_MAX } from './limits.ts';

export interface SchemaValidatorOptions {
  /** Told once per compiled schema and format that nobody knows; such a format is an annotation. */
  readonly onUnknownFormat?: (format: string) => void;
}

/** A validator that can also say, before any value comes, why a schema cannot be used. */
export interface CheckingSchemaValidator extends SchemaValidator {
  /** Empty when the schema can be used. */
  check(request: { readonly schema: JsonObject | boolean }): readonly SchemaFinding[];
}

/**
 * Validates by JSON Schema 2020-12 with ajv. Patterns run on a linear-time engine; a schema that cannot be used lets no value pass.
 * Compiled schemas are kept by identity, and by text for the same schema in another object.
 */
export function createSchemaValidator(options: SchemaValidatorOptions = {}): CheckingSchemaValidator {
  const find = createCache((schema) => prepare(schema, options));
  return {
    check: ({ schema }) => {
      const prepared = find(schema);
      return prepared.ok ? [] : unusableSchema(prepared.error);
    },
    validate: ({ schema, value }) => {
      const prepared = find(schema);
      return prepared.ok ? validate(prepared.value, value) : unusableSchema(prepared.error);
    },
  };
}

interface PreparedSchema {
  readonly compiled: CompiledSchema;
  readonly names: ReadonlySet<string>;
}

type Preparation = Result<PreparedSchema, string>;

function prepare(schema: JsonObject | boolean, options: SchemaValidatorOptions): Preparation {
  const compiled = compileSchema(schema);
  if (!compiled.ok) return compiled;
  for (const format of compiled.value.unknownFormats) options.onUnknownFormat?.(format);
  return { ok: true, value: { compiled: compiled.value, names: declaredNames(schema) } };
}

function validate(prepared: PreparedSchema, value: JsonValue): readonly SchemaFinding[] {
  try {
    return toFindings(prepared.compiled.check(value), value, prepared.names);
  } catch (error) {
    // The generated code is recursive where the schema is: a value nested too deep ends the stack, not the process.
    if (error instanceof RangeError) return unusableSchema('the value is nested too deep for this schema');
    throw error;
  }
}

function createCache(make: (schema: JsonObject | boolean) => Preparation): (schema: JsonObject | boolean) => Preparation {
  const byIdentity = new WeakMap<JsonObject, Preparation>();
  const byText = new Map<string, Preparation>();
  return (schema) => {
    const known = typeof schema === 'boolean' ? undefined : byIdentity.get(schema);
    if (known !== undefined) return known;
    const prepared = findByText(byText, schema, make);
    if (typeof schema !== 'boolean') byIdentity.set(schema, prepared);
    return prepared;
  };
}

function findByText(byText: Map<string, Preparation>, schema: JsonObject | boolean, make: (schema: JsonObject | boolean) => Preparation): Preparation {
  const text = JSON.stringify(schema);
  const prepared = byText.get(text) ?? make(schema);
  // Taken out and put back, so that the first key is always the one not asked for the longest time.
  byText.delete(text);
  byText.set(text, prepared);
  const [oldest] = byText.keys();
  if (byText.size > COMPILED_SCHEMAS_MAX && oldest !== undefined) byText.delete(oldest);
  return prepared;
}
