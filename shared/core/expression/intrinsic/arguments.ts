import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { raise } from './fault.ts';
import { ARGUMENT_DEPTH_MAX, WHOLE_NUMBER_MAX, WHOLE_NUMBER_MIN } from './limits.ts';

const ORDINALS = ['first', 'second', 'third'] as const;

/** Ends the evaluation for an argument of the wrong kind. */
export function refuseArgument(position: number, rule: string): never {
  return raise(`The ${ORDINALS[position] ?? 'last'} argument must be ${rule}`);
}

/** The argument at a position as a text. */
export function asText(values: JsonArray, position: number): string {
  const value = values[position];
  return typeof value === 'string' ? value : refuseArgument(position, 'a string');
}

/** The argument at a position as an array. */
export function asArray(values: JsonArray, position: number): JsonArray {
  const value = values[position];
  return isJsonArray(value) ? value : refuseArgument(position, 'an array');
}

/** The argument at a position as an object. */
export function asObject(values: JsonArray, position: number): JsonObject {
  const value = values[position];
  return isJsonObject(value) ? value : refuseArgument(position, 'an object');
}

/** The argument at a position rounded half up, each by itself (recorded: math_operations), within 32 bits. */
export function asWhole(values: JsonArray, position: number): number {
  const value = values[position];
  if (typeof value !== 'number') return refuseArgument(position, 'a number');
  const whole = Math.floor(value + 0.5);
  return whole >= WHOLE_NUMBER_MIN && whole <= WHOLE_NUMBER_MAX ? whole : refuseArgument(position, 'a whole number of 32 bits');
}

/** Ends the evaluation for a value that is nested more deeply than functions go through. */
export function checkDepth(value: JsonValue): void {
  let level: JsonArray = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > ARGUMENT_DEPTH_MAX) raise('An argument is nested too deeply');
    level = level.flatMap((one) => (isJsonArray(one) ? one : isJsonObject(one) ? Object.values(one) : []));
  }
}
