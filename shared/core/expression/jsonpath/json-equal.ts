import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { COMPARED_DEPTH_MAX } from './limits.ts';

/** True when two values are the same JSON; members have no order. Beyond {@link COMPARED_DEPTH_MAX} levels nothing is equal. */
export function isJsonEqual(left: JsonValue, right: JsonValue, depth = 0): boolean {
  if (left === right) return true;
  if (depth > COMPARED_DEPTH_MAX) return false;
  if (isJsonArray(left)) return isJsonArray(right) && left.length === right.length && left.every((item, index) => isJsonEqual(item, right[index] ?? null, depth + 1));
  return isJsonObject(left) && isJsonObject(right) && hasEqualMembers(left, right, depth);
}

function hasEqualMembers(left: JsonObject, right: JsonObject, depth: number): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => Object.hasOwn(right, name) && isJsonEqual(left[name] ?? null, right[name] ?? null, depth + 1));
}
