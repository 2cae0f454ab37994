import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { isJsonEqual } from './json-equal.ts';
import type { FilterNode, FilterOperand, FilterOperator, JsonPath } from './model.ts';

/** The value of a path inside of a filter; undefined when there is none. */
export type ResolvePath = (path: JsonPath) => JsonValue | undefined;

/** Whether a filter holds, as the reference implementation decides it: what is not there and what has another type does not. */
export function isFilterTrue(filter: FilterNode, resolve: ResolvePath): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => isFilterTrue(operand, resolve));
    case 'or':
      return filter.operands.some((operand) => isFilterTrue(operand, resolve));
    case 'not':
      return !isFilterTrue(filter.operand, resolve);
    case 'exists':
      return exists(filter.path, resolve);
    case 'compare':
      return compare(filter.operator, valueOf(filter.left, resolve), filter.right, resolve);
  }
}

function exists(path: JsonPath, resolve: ResolvePath): boolean {
  const value = resolve(path);
  return value !== undefined && (path.isDefinite || !isJsonArray(value) || value.length > 0);
}

function valueOf(operand: FilterOperand, resolve: ResolvePath): JsonValue | undefined {
  if (operand.kind === 'path') return resolve(operand.path);
  return operand.kind === 'literal' ? operand.value : undefined;
}

function compare(operator: FilterOperator, left: JsonValue | undefined, right: FilterOperand, resolve: ResolvePath): boolean {
  if (operator === '=~') return right.kind === 'regex' && left !== undefined && left !== null && typeof left !== 'object' && right.regex.matches(String(left));
  const other = valueOf(right, resolve);
  if (operator === '!=') return !isEqual(left, other);
  if (operator === 'nin') return !isIn(left, other);
  return left !== undefined && other !== undefined && COMPARISONS[operator](left, other);
}

/** A number and a text that reads like it are equal, as in the reference implementation. */
function isEqual(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (typeof left === 'number' && typeof right === 'string') return String(left) === right;
  if (typeof left === 'string' && typeof right === 'number') return left === String(right);
  return isJsonEqual(left, right);
}

function isIn(item: JsonValue | undefined, items: JsonValue | undefined): boolean {
  return items !== undefined && isJsonArray(items) && items.some((candidate) => isEqual(item, candidate));
}

/** Numbers are ordered by value, texts by their UTF-16 units; anything else has no order. */
function order(left: JsonValue, right: JsonValue): number | undefined {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left === right ? 0 : left < right ? -1 : 1;
  return undefined;
}

function isOrdered(left: JsonValue, right: JsonValue, holds: (difference: number) => boolean): boolean {
  const difference = order(left, right);
  return difference !== undefined && holds(difference);
}

function everyIsIn(left: JsonValue, right: JsonValue): boolean {
  return isJsonArray(left) && left.every((item) => isIn(item, right));
}

function someIsIn(left: JsonValue, right: JsonValue): boolean {
  return isJsonArray(left) && left.some((item) => isIn(item, right));
}

function contains(left: JsonValue, right: JsonValue): boolean {
  if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
  return isIn(right, left);
}

function sizeOf(value: JsonValue): number | undefined {
  if (typeof value === 'string' || isJsonArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : undefined;
}

type Comparison = (left: JsonValue, right: JsonValue) => boolean;

const COMPARISONS: { readonly [K in Exclude<FilterOperator, '!=' | 'nin' | '=~'>]: Comparison } = {
  '==': isEqual,
  '<=': (left, right) => isOrdered(left, right, (difference) => difference <= 0),
  '>=': (left, right) => isOrdered(left, right, (difference) => difference >= 0),
  '<': (left, right) => isOrdered(left, right, (difference) => difference < 0),
  '>': (left, right) => isOrdered(left, right, (difference) => difference > 0),
  in: isIn,
  subsetof: everyIsIn,
  anyof: someIsIn,
  noneof: (left, right) => isJsonArray(left) && !someIsIn(left, right),
  contains,
  size: (left, right) => sizeOf(left) === right,
  empty: (left, right) => sizeOf(left) !== undefined && (sizeOf(left) === 0) === right,
};
