import type { JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { engine } from './engine.ts';
import { isRecord } from './closures/values.ts';
import { RESULT_DEPTH_MAX } from './limits.ts';
import { jsonTextLength } from '../../kernel/text-length.ts';

/** Why a value is not a result: our own codes of an evaluation error. */
export type ResultProblem = 'U1011' | 'U1012' | 'U1005' | 'U1006';

interface Copy {
  bytes: number;
  readonly bytesMax: number;
  problem?: ResultProblem;
}

/**
 * Copies what an evaluation gave into plain JSON: no marks of the engine, nothing shared with it, nothing of the input.
 * `undefined` stays itself at the top; inside it is left out of objects and becomes null in arrays, as in JSON text.
 * Refused: functions and regular expressions (U1011), numbers that are not finite (U1012), more than the bytes given (U1005),
 * nesting beyond {@link RESULT_DEPTH_MAX} (U1006).
 */
export function toPlainJson(value: unknown, bytesMax: number): Result<JsonValue | undefined, ResultProblem> {
  if (value === undefined) return succeed(undefined);
  const copy: Copy = { bytes: 0, bytesMax };
  const plain = copyValue(value, copy, 0);
  return copy.problem === undefined ? succeed(plain) : fail(copy.problem);
}

function copyValue(value: unknown, copy: Copy, depth: number): JsonValue {
  if (copy.problem !== undefined) return null;
  if (copy.bytes > copy.bytesMax) return stop(copy, 'U1005');
  if (depth > RESULT_DEPTH_MAX) return stop(copy, 'U1006');
  switch (typeof value) {
    case 'string':
      return count(copy, value, jsonTextLength(value));
    case 'number':
      return Number.isFinite(value) ? count(copy, value === 0 ? 0 : value, numberLength(value)) : stop(copy, 'U1012');
    case 'boolean':
      return count(copy, value, value ? 4 : 5);
    case 'undefined':
      return count(copy, null, 4);
    case 'object':
      return copyObject(value, copy, depth);
    default:
      return stop(copy, 'U1011');
  }
}

function copyObject(value: object | null, copy: Copy, depth: number): JsonValue {
  if (value === null) return count(copy, null, 4);
  if (Array.isArray(value)) {
    const items = value.map((item) => copyValue(item, copy, depth + 1));
    return count(copy, items, 1 + Math.max(1, items.length));
  }
  if (engine.isFunction(value)) return stop(copy, 'U1011');
  return isRecord(value) ? copyMembers(value, copy, depth) : stop(copy, 'U1011');
}

function copyMembers(value: { readonly [name: string]: unknown }, copy: Copy, depth: number): JsonValue {
  const members: { [name: string]: JsonValue } = {};
  let bytes = 2;
  for (const name of Object.keys(value)) {
    const member: unknown = value[name];
    if (member === undefined) continue;
    bytes += jsonTextLength(name) + 2;
    const copied = copyValue(member, copy, depth + 1);
    if (name === '__proto__') Object.defineProperty(members, name, { value: copied, enumerable: true, configurable: true, writable: true });
    else members[name] = copied;
  }
  return count(copy, members, bytes === 2 ? 2 : bytes - 1);
}

/** Characters of a number as JSON; most are small and whole. */
function numberLength(value: number): number {
  if (value >= 0 && value < 1000 && Number.isInteger(value)) return value < 10 ? 1 : value < 100 ? 2 : 3;
  return String(value).length;
}

function count<T extends JsonValue>(copy: Copy, value: T, bytes: number): JsonValue {
  copy.bytes += bytes;
  return copy.bytes > copy.bytesMax ? stop(copy, 'U1005') : value;
}

function stop(copy: Copy, problem: ResultProblem): JsonValue {
  copy.problem ??= problem;
  return null;
}
