import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { checkExpression, type AvailableStates } from './expressions.ts';
import { inside, reportSchema, reportWarning, type Place } from './place.ts';
import type { ValueRule } from './shape.ts';
import { isIntrinsicCall, isJsonPath } from './syntax.ts';

/** What a state makes its data from: JSON with expressions at any depth (JSONata), or with `"key.$"` members (JSONPath). */
export function template(available: AvailableStates = {}): ValueRule {
  return (place, value) => (place.language === 'JSONata' ? checkExpressionTree(place, value, available) : checkPayload(place, value));
}

/** A template that must be an object: a JSONata expression may stand for the whole. */
export function objectTemplate(available: AvailableStates = {}): ValueRule {
  return (place, value) => {
    const isWhole = place.language === 'JSONata' && typeof value === 'string' && value.startsWith('{%');
    if (isJsonObject(value) || isWhole) template(available)(place, value);
    else reportSchema(place, 'Expected value of type [OBJECT]');
  };
}

function checkExpressionTree(place: Place, value: JsonValue, available: AvailableStates): void {
  if (typeof value === 'string') checkExpression(place, value, available);
  else if (isJsonArray(value)) value.forEach((item, index) => checkExpressionTree(inside(place, index), item, available));
  else if (isJsonObject(value)) for (const [key, member] of Object.entries(value)) checkExpressionTree(inside(place, key), member, available);
}

/** The place of a finding about a `.$` member is the object that holds it. */
function checkPayload(place: Place, value: JsonValue): void {
  if (isJsonArray(value)) value.forEach((item, index) => checkPayload(inside(place, index), item));
  else if (isJsonObject(value)) for (const [key, member] of Object.entries(value)) checkMember(place, key, member);
}

function checkMember(place: Place, key: string, member: JsonValue): void {
  if (key.endsWith('.$')) {
    const isDynamic = typeof member === 'string' && (isJsonPath(member) || isIntrinsicCall(member));
    if (!isDynamic) reportSchema(place, `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`);
    return;
  }
  if (looksDynamic(member)) reportWarning(place, 'NO_DOLLAR', `The field '${key}' holds what looks like a JSONPath or an intrinsic function, but its name does not end with '.$'`);
  checkPayload(inside(place, key), member);
}

/** `Result` of a Pass state: taken as it is, whatever it looks like. */
export const staticResult: ValueRule = (place, value) => {
  if (holdsDynamic(value)) reportWarning(place, 'PASS_RESULT_IS_STATIC', 'The result of a Pass state is static: paths in it are not evaluated');
};

function holdsDynamic(value: JsonValue): boolean {
  if (isJsonArray(value)) return value.some(holdsDynamic);
  if (isJsonObject(value)) return membersOf(value).some(holdsDynamic);
  return looksDynamic(value);
}

function membersOf(value: JsonObject): readonly JsonValue[] {
  return Object.values(value);
}

function looksDynamic(value: JsonValue): boolean {
  return typeof value === 'string' && /^(?:\$$|\$\.|\$\[|\$\$\.|States\.[A-Za-z0-9]+\()/u.test(value);
}
