import { expressionOf } from '#shared/core/asl/model.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/**
 * Whether arguments can have come from a state's own template: where the template has an expression anything may stand, everything else must be
 * as it is written. So nobody on the way can put another endpoint, or another expression, beside data that is sealed for this task.
 */
export function isInstanceOf(template: JsonValue | undefined, value: JsonValue): boolean {
  if (template === undefined || expressionOf(template) !== undefined) return true;
  if (isJsonArray(template)) return isJsonArray(value) && template.length === value.length && template.every((item, index) => isInstanceOf(item, value[index] ?? null));
  if (isJsonObject(template)) return isJsonObject(value) && hasSameMembers(template, value);
  return template === value;
}

function hasSameMembers(template: JsonObject, value: JsonObject): boolean {
  const names = Object.keys(template);
  return names.length === Object.keys(value).length && names.every((name) => Object.hasOwn(value, name) && isInstanceOf(template[name], value[name] ?? null));
}

/** The same for a payload template of a JSONPath state: anything may stand where a member's name ends with `.$`. */
export function isInstanceOfPayload(template: JsonValue | undefined, value: JsonValue): boolean {
  if (template === undefined) return true;
  if (isJsonArray(template)) return isJsonArray(value) && template.length === value.length && template.every((item, index) => isInstanceOfPayload(item, value[index] ?? null));
  if (!isJsonObject(template)) return template === value;
  if (!isJsonObject(value)) return false;
  const members = Object.entries(template);
  const names = new Set(members.map(([name, member]) => (isPathMember(name, member) ? name.slice(0, -2) : name)));
  if (names.size !== Object.keys(value).length || ![...names].every((name) => Object.hasOwn(value, name))) return false;
  return members.every(([name, member]) => isPathMember(name, member) || isInstanceOfPayload(member, value[name] ?? null));
}

function isPathMember(name: string, member: JsonValue): boolean {
  return name.endsWith('.$') && typeof member === 'string';
}
