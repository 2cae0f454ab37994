import type { JsonObject, JsonValue } from '../kernel/json.ts';

/**
 * What a field may hold that leaves beside results: in a log line, as a label of a metric, as an attribute of a span. `id` made by a machine ·
 * `code` of a closed catalogue or a declared name · `one-of` a closed set.
 */
export type FieldRule = { readonly kind: 'number' | 'boolean' | 'id' | 'code' } | { readonly kind: 'one-of'; readonly values: readonly string[] };

/** Rules by name of the field; a field without one does not leave. */
export interface FieldRules {
  readonly [name: string]: FieldRule;
}

/** The fields that may leave, and how many may not. */
export interface AdmittedFields {
  readonly fields: JsonObject;
  readonly held: number;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9_.:#/@-]{0,199}$/u;
const CODE = /^[A-Za-z][A-Za-z0-9_.:#/@-]{0,119}$/u;

/** Default deny: a field leaves when it has a rule and its value keeps to it. `isClean` looks into texts. */
export function admitFields(rules: FieldRules, fields: JsonObject, isClean: (text: string) => boolean): AdmittedFields {
  const entries = Object.entries(fields);
  const admitted = entries.filter(([name, value]) => Object.hasOwn(rules, name) && keepsTo(rules[name], value) && (typeof value !== 'string' || isClean(value)));
  return { fields: Object.fromEntries(admitted), held: entries.length - admitted.length };
}

function keepsTo(rule: FieldRule | undefined, value: JsonValue): boolean {
  switch (rule?.kind) {
    case undefined:
      return false;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'id':
      return typeof value === 'string' && ID.test(value);
    case 'code':
      return typeof value === 'string' && CODE.test(value);
    case 'one-of':
      return typeof value === 'string' && rule.values.includes(value);
  }
}
