import type { JsonArray, JsonValue } from '../../kernel/json.ts';
import { isJsonEqual } from '../jsonpath/json-equal.ts';
import { asArray, asWhole, checkDepth, refuseArgument } from './arguments.ts';
import { raise } from './fault.ts';
import { RANGE_ITEMS_MAX } from './limits.ts';

/** `States.ArrayPartition(array, size)`: chunks of a size; the last may be shorter. */
export function partition(values: JsonArray): JsonValue {
  const items = asArray(values, 0);
  const size = asWhole(values, 1);
  if (size < 1) return refuseArgument(1, 'more than zero');
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** `States.ArrayContains(array, value)`: compares deeply (recorded: array_contains). */
export function contains(values: JsonArray): JsonValue {
  const items = asArray(values, 0);
  const wanted = values[1] ?? null;
  checkDepth(wanted);
  return items.some((item) => isJsonEqual(item, wanted));
}

/** `States.ArrayRange(first, last, step)`: the last is part of it when a step hits it; at most {@link RANGE_ITEMS_MAX} items. */
export function range(values: JsonArray): JsonValue {
  const first = asWhole(values, 0);
  const last = asWhole(values, 1);
  const step = asWhole(values, 2);
  if (step === 0) return refuseArgument(2, 'another number than zero');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > RANGE_ITEMS_MAX) return raise(`The range has more than ${RANGE_ITEMS_MAX} items`);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

/** `States.ArrayGetItem(array, index)`: counted from zero. */
export function getItem(values: JsonArray): JsonValue {
  const items = asArray(values, 0);
  const index = asWhole(values, 1);
  const item = index < 0 ? undefined : items[index];
  return item === undefined ? refuseArgument(1, 'an index of the array') : item;
}

/** Groups are compared within themselves only: equal values have equal fingerprints. */
function fingerprint(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Array.isArray(value) ? `[${value.length}` : `{${Object.keys(value).sort().join('\u0000')}`;
}

/** `States.ArrayUnique(array)`: the first of each group of equal items, in order. */
export function unique(values: JsonArray): JsonValue {
  const items = asArray(values, 0);
  checkDepth(items);
  const groups = new Map<string, JsonValue[]>();
  return items.filter((item) => {
    const key = fingerprint(item);
    const group = groups.get(key) ?? [];
    if (group.some((other) => isJsonEqual(other, item))) return false;
    groups.set(key, [...group, item]);
    return true;
  });
}
