import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { SCHEMA_DEPTH_MAX, SCHEMA_NODES_MAX } from './limits.ts';

/** What has to be known of a schema before it is compiled. */
export interface SchemaSurvey {
  /** Strings that stand after `format`. */
  readonly formats: ReadonlySet<string>;
  /** Our own and other people's annotations: keywords that start with `x-`. */
  readonly annotations: ReadonlySet<string>;
  /** Why the schema is refused before ajv sees it. */
  readonly refusal?: string;
}

const ANNOTATION = /^x-[a-z0-9-]+$/iu;
const FORMAT_NAME = /^[a-z][a-z0-9-]*$/iu;

/** Walks a schema once; stops at the limits, so that the walk itself is safe for any JSON. */
export function surveySchema(schema: JsonObject | boolean): SchemaSurvey {
  const formats = new Set<string>();
  const annotations = new Set<string>();
  const waiting: { readonly value: JsonValue; readonly depth: number }[] = [{ value: schema, depth: 0 }];
  let nodes = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    nodes += 1;
    if (nodes > SCHEMA_NODES_MAX) return { formats, annotations, refusal: `the schema has more than ${SCHEMA_NODES_MAX} nodes` };
    if (at.depth > SCHEMA_DEPTH_MAX) return { formats, annotations, refusal: `the schema is nested more than ${SCHEMA_DEPTH_MAX} deep` };
    const depth = at.depth + 1;
    if (isJsonArray(at.value)) for (const item of at.value) waiting.push({ value: item, depth });
    if (!isJsonObject(at.value)) continue;
    for (const [name, member] of Object.entries(at.value)) {
      if (name === 'format' && typeof member === 'string' && FORMAT_NAME.test(member)) formats.add(member);
      if (ANNOTATION.test(name)) annotations.add(name);
      waiting.push({ value: member, depth });
    }
  }
  return { formats, annotations };
}
