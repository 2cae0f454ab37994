import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import type { PathFunctionName } from './model.ts';

type Implementation = (value: JsonValue) => JsonValue | undefined;

function lengthOf(value: JsonValue): JsonValue | undefined {
  if (isJsonArray(value) || typeof value === 'string') return value.length;
  return isJsonObject(value) ? Object.keys(value).length : undefined;
}

/** Makes a function of the numbers in an array; without a number it cannot be applied. */
function ofNumbers(compute: (numbers: readonly number[]) => number): Implementation {
  return (value) => {
    const numbers = isJsonArray(value) ? value.filter((item) => typeof item === 'number') : [];
    const result = numbers.length === 0 ? undefined : compute(numbers);
    return result !== undefined && Number.isFinite(result) ? result : undefined;
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function average(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

/** Of the whole population, as the reference implementation computes it. */
function deviation(numbers: readonly number[]): number {
  const middle = average(numbers);
  return Math.sqrt(average(numbers.map((one) => (one - middle) ** 2)));
}

const IMPLEMENTATIONS: { readonly [K in PathFunctionName]: Implementation } = {
  length: lengthOf,
  size: lengthOf,
  keys: (value) => (isJsonObject(value) ? Object.keys(value) : undefined),
  first: (value) => (isJsonArray(value) ? value.at(0) : undefined),
  last: (value) => (isJsonArray(value) ? value.at(-1) : undefined),
  min: ofNumbers((numbers) => numbers.reduce((least, one) => Math.min(least, one))),
  max: ofNumbers((numbers) => numbers.reduce((most, one) => Math.max(most, one))),
  avg: ofNumbers(average),
  sum: ofNumbers(sum),
  stddev: ofNumbers(deviation),
};

/** Applies the function at the end of a path; undefined when the value is none that the function takes. */
export function applyPathFunction(name: PathFunctionName, value: JsonValue): JsonValue | undefined {
  return IMPLEMENTATIONS[name](value);
}
