import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { addFormats } from './formats.ts';
import { SCHEMA_REASON_CHARACTERS_MAX } from './limits.ts';
import { linearRegExp } from './linear-regexp.ts';
import { expansionRefusal } from './schema-expansion.ts';
import { surveySchema, type SchemaSurvey } from './schema-survey.ts';
import { uniqueItems } from './unique-items.ts';

/** A schema made into code. */
export interface CompiledSchema {
  /** Every error of a value; empty when it is valid. Throws when the value is nested too deep for the stack. */
  readonly check: (value: JsonValue) => readonly ErrorObject[];
  /** Formats that are taken as annotations, because nobody knows them. */
  readonly unknownFormats: readonly string[];
}

/** Compiles a schema on an ajv of its own, so that `$id`s of different authors cannot meet. The error is the reason why it cannot be used. */
export function compileSchema(schema: JsonObject | boolean): Result<CompiledSchema, string> {
  const survey = surveySchema(schema);
  const refusal = survey.refusal ?? metaRefusal(schema) ?? expansionRefusal(schema);
  if (refusal !== undefined) return fail(refusal);
  try {
    return compileChecked(schema, survey);
  } catch (error) {
    return fail(error instanceof Error ? error.message.slice(0, SCHEMA_REASON_CHARACTERS_MAX) : 'the schema does not compile');
  }
}

function compileChecked(schema: JsonObject | boolean, survey: SchemaSurvey): Result<CompiledSchema, string> {
  const ajv = createAjv(survey);
  const unknownFormats = addFormats(ajv, survey.formats);
  const validate = ajv.compile(schema);
  // An asynchronous validator answers a promise, which is true for every value.
  if ('$async' in validate) return fail('$async is not part of JSON Schema 2020-12');
  return succeed({ unknownFormats, check: (value) => (validate(value) ? [] : [...(validate.errors ?? [])]) });
}

/** Strict about what an author may have misspelt, silent about style; no schema is loaded, none is shared. */
function createAjv(survey: SchemaSurvey): Ajv2020 {
  const ajv = new Ajv2020({
    strictSchema: true,
    strictNumbers: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    allErrors: true,
    ownProperties: true,
    messages: false,
    logger: false,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    code: { regExp: linearRegExp },
  });
  ajv.addVocabulary([...survey.annotations]);
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword(uniqueItems);
  return ajv;
}

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

let metaAjv: Ajv2020 | undefined;

/** Whether the schema is one by the meta-schema of its dialect. */
function metaRefusal(schema: JsonObject | boolean): string | undefined {
  if (typeof schema === 'boolean') return undefined;
  const dialect = schema['$schema'];
  if (dialect !== undefined && dialect !== DIALECT && dialect !== `${DIALECT}#`) return 'only JSON Schema 2020-12 is supported';
  metaAjv ??= new Ajv2020({ strict: false, validateFormats: false, logger: false });
  if (metaAjv.validate(DIALECT, schema)) return undefined;
  const [first] = metaAjv.errors ?? [];
  return `the schema is not valid at ${first?.instancePath === '' ? 'its root' : (first?.instancePath ?? 'its root')}: ${first?.message ?? 'unknown'}`;
}
