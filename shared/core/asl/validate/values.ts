import { isJsonArray, type JsonValue } from '../../kernel/json.ts';
import { expressionOf } from '../model.ts';
import { checkExpression, type AvailableStates } from './expressions.ts';
import { inside, reportSchema, type Place } from './place.ts';
import type { ValueRule } from './shape.ts';
import { isJsonPath, isReferencePath, isIntrinsicCall } from './syntax.ts';
import { isTimestamp } from './timestamp.ts';

/** A string. */
export const text: ValueRule = (place, value) => {
  if (typeof value !== 'string') reportSchema(place, 'Expected value of type [STRING]');
};

/** A string that is not empty. */
export const filledText: ValueRule = (place, value) => {
  if (value === '') reportSchema(place, 'Value cannot be empty');
  else text(place, value);
};

/** `true` or `false`. */
export const flag: ValueRule = (place, value) => {
  if (typeof value !== 'boolean') reportSchema(place, 'Expected value of type [BOOLEAN]');
};

/** A number, whole or not. */
export const number: ValueRule = (place, value) => {
  if (typeof value !== 'number') reportSchema(place, 'Expected value of type [NUMBER]');
};

/** A string of the RFC 3339 profile of ASL. */
export const timestamp: ValueRule = (place, value) => {
  if (typeof value !== 'string') reportSchema(place, 'Expected value of type [STRING]');
  else if (!isTimestamp(value)) reportSchema(place, 'String does not match RFC3339 timestamp');
};

/** One of a closed list of strings. */
export function oneOf(...allowed: readonly string[]): ValueRule {
  return (place, value) => {
    if (typeof value !== 'string') reportSchema(place, 'Expected value of type [STRING]');
    else if (!allowed.includes(value)) reportSchema(place, `Value should be one of the following: [${allowed.join(', ')}]`);
  };
}

/** A range of numbers; both ends belong to it. */
export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
}

/** A number in a range. */
export function numberIn(range: NumberRange): ValueRule {
  return (place, value) => {
    if (typeof value !== 'number') reportSchema(place, 'Expected value of type Number');
    else checkRange(place, value, range);
  };
}

/** A whole number in a range. */
export function integerIn(range: NumberRange): ValueRule {
  return (place, value) => {
    if (typeof value === 'number' && Number.isInteger(value)) checkRange(place, value, range);
    else reportSchema(place, 'Expected value of type Integer');
  };
}

/** Whole seconds in a range; neutral programs may have fractions. */
export function secondsIn(range: NumberRange): ValueRule {
  return (place, value) => {
    if (place.run.options.resources !== 'any') return integerIn(range)(place, value);
    if (typeof value !== 'number') return reportSchema(place, 'Expected value of type Number');
    return checkRange(place, value, { ...range, ...(range.min === undefined ? {} : { min: 0 }) });
  };
}

function checkRange(place: Place, value: number, { min, max }: NumberRange): void {
  if (min !== undefined && value < min) reportSchema(place, `Minimum value is ${min}`);
  if (max !== undefined && value > max) reportSchema(place, `Maximum value is ${max}`);
}

/** In a JSONata state the value may be an expression instead; what it yields is checked when it runs. */
export function orExpression(literal: ValueRule, available: AvailableStates = {}): ValueRule {
  return (place, value) => {
    if (place.language === 'JSONata' && typeof value === 'string' && expressionOf(value) !== undefined) checkExpression(place, value, available);
    else literal(place, value);
  };
}

/** A path (`$…`, `$$…`, `$variable…`) that may select any number of nodes; in the places that take it, an intrinsic call. */
export const path: ValueRule = (place, value) => {
  if (typeof value !== 'string') reportSchema(place, 'Expected value of type [STRING]');
  else if (!isJsonPath(value) && !isIntrinsicCall(value)) reportSchema(place, 'Value must be a valid JSONPath.');
};

/** A path that selects at most one node. */
export const referencePath: ValueRule = (place, value) => {
  if (typeof value !== 'string') return reportSchema(place, 'Expected value of type [STRING]');
  if (!value.startsWith('$')) return reportSchema(place, "Value is not a Reference Path: Reference path didn't start with '$'");
  return isReferencePath(value) ? undefined : reportSchema(place, 'Value is not a Reference Path');
};

/** A reference path into the state's own data or a variable: the Context object is not taken here. */
export const dataPath: ValueRule = (place, value) => {
  if (typeof value === 'string' && value.startsWith('$$')) reportSchema(place, 'Value is not a Reference Path');
  else referencePath(place, value);
};

/** A reference path, or an intrinsic call that makes the value. */
export const referencePathOrCall: ValueRule = (place, value) => {
  if (typeof value !== 'string' || !isIntrinsicCall(value)) referencePath(place, value);
};

/** Where a result is put: a reference path into the state's own data. */
export const resultPath: ValueRule = (place, value) => {
  if (typeof value === 'string' && /^\$[^.[]/u.test(value)) reportSchema(place, 'Value is not a Reference Path');
  else referencePath(place, value);
};

/** The same rule, and `null`. */
export function orNull(rule: ValueRule): ValueRule {
  return (place, value) => {
    if (value !== null) rule(place, value);
  };
}

/** A list whose every item follows a rule. */
export function listOf(rule: ValueRule, { isFilled }: { readonly isFilled: boolean }): ValueRule {
  return (place, value: JsonValue) => {
    if (!isJsonArray(value)) return reportSchema(place, 'Expected value of type [ARRAY]');
    if (isFilled && value.length === 0) return reportSchema(place, 'Value cannot be empty');
    return value.forEach((item, index) => rule(inside(place, index), item));
  };
}
