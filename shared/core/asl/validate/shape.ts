import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import type { QueryLanguage } from '../model.ts';
import { inside, reportSchema, type Place } from './place.ts';

/** Checks the value of a field; the place is the field's. */
export type ValueRule = (place: Place, value: JsonValue) => void;

/** One field that an object may have. */
export interface FieldRule {
  readonly check: ValueRule;
  /** The field exists in this query language alone. */
  readonly only?: QueryLanguage;
}

/** What an object of the language looks like. */
export interface Shape {
  readonly fields: { readonly [name: string]: FieldRule | ValueRule };
  readonly required?: readonly string[];
  /** Of each list at most one may be there. */
  readonly atMostOne?: readonly (readonly string[])[];
  /** Of each list exactly one must be there. */
  readonly exactlyOne?: readonly (readonly string[])[];
  /** What concerns several fields at once. */
  readonly also?: (place: Place, object: JsonObject) => void;
}

/** A value rule for an object of the given shape. */
export function shaped(shape: Shape): ValueRule {
  return (place, value) => {
    if (isJsonObject(value)) checkShape(place, value, shape);
    else reportSchema(place, 'Expected value of type [OBJECT]');
  };
}

/** Checks fields in the order of the text, then what must be there, then what may not be there together. */
export function checkShape(place: Place, object: JsonObject, shape: Shape): void {
  for (const [name, value] of Object.entries(object)) checkField(place, shape, { name, value });
  const missing = (shape.required ?? []).filter((name) => !Object.hasOwn(object, name));
  if (missing.length > 0) reportSchema(place, `These fields are required: [${missing.join(', ')}]`);
  for (const group of shape.exactlyOne ?? []) {
    if (presentOf(group, object).length === 0) reportSchema(place, `This object should have only one of the following fields: [${group.join(', ')}]`);
  }
  for (const group of [...(shape.exactlyOne ?? []), ...(shape.atMostOne ?? [])]) {
    if (presentOf(group, object).length > 1) reportSchema(place, `There should only be one of the following fields: [${group.join(', ')}]`);
  }
  shape.also?.(place, object);
}

/** Those names of a list that the object has. */
export function presentOf(names: readonly string[], object: JsonObject): readonly string[] {
  return names.filter((name) => Object.hasOwn(object, name));
}

function checkField(place: Place, { fields }: Shape, { name, value }: { readonly name: string; readonly value: JsonValue }): void {
  const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (rule === undefined) return reportSchema(place, `Field '${name}' is not supported`);
  if (typeof rule === 'function') return rule(inside(place, name), value);
  if (rule.only === undefined || rule.only === place.language) return rule.check(inside(place, name), value);
  if (place.isLanguageRefused) return undefined;
  return reportSchema(place, `The QueryLanguage is set to '${place.language}', but field '${name}' is only supported for the '${rule.only}' QueryLanguage`);
}

/** The field exists in JSONPath states alone. */
export function jsonPathOnly(check: ValueRule): FieldRule {
  return { check, only: 'JSONPath' };
}

/** The field exists in JSONata states alone. */
export function jsonataOnly(check: ValueRule): FieldRule {
  return { check, only: 'JSONata' };
}
