import { engine } from '../engine.ts';
import { charge, leave, type Evaluation } from './evaluation.ts';

/** True for arrays; unlike `Array.isArray`, without making their items `any`. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** True for objects that are neither null nor an array. */
export function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a member of an object: its own only. */
export type Reader = (record: { readonly [name: string]: unknown }) => unknown;

/** Most names are on no prototype: for them a plain read is an own one. */
export function readerOf(name: string): Reader {
  return name in Object.prototype ? (record) => (Object.hasOwn(record, name) ? record[name] : undefined) : (record) => record[name];
}

/**
 * A sequence of none is undefined, a sequence of one is that one unless it is kept. Other values are themselves. The engine does this
 * behind every node; here it is done where a sequence can come up. So it must not matter how often: a sequence of one sequence, which
 * functions that return to the library unfinished make, is for the library.
 */
export function collapse(value: unknown): unknown {
  if (!isLoose(value)) return value;
  const [item] = value;
  return isLoose(item) ? leave() : item;
}

/** A sequence that stands for its only item, or for nothing. */
function isLoose(value: unknown): value is readonly unknown[] {
  return isList(value) && value.length <= 1 && engine.isSequence(value) && !(value.length === 1 && engine.isKept(value));
}

/** What becomes of the value of a node: with `[]` behind the node, a sequence of one stays one. */
export function settlerOf(node: { readonly keepArray?: true }): (value: unknown) => unknown {
  return node.keepArray === true ? (value) => collapse(isList(value) && engine.isSequence(value) ? engine.keep(value) : value) : collapse;
}

/** A sequence of one. */
export function sequenceOf(value: unknown): unknown[] {
  const sequence = engine.createSequence();
  sequence.push(value);
  return sequence;
}

/** Whether a condition holds: undefined does not. Leaves for numbers that are not finite, as JSONata raises an error there. */
export function truthOf(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'undefined':
      return false;
    case 'string':
      return value !== '';
    case 'number':
      return Math.abs(value) === Infinity ? leave() : value !== 0 && !Number.isNaN(value);
    default:
      return engine.boolean(value) === true;
  }
}

/** The text of a value, as `&` and `$string` make it; undefined has none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'number') return engine.string(value);
  if (!Number.isFinite(value)) return leave();
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(15)));
}

/** Whether two values are equal; where one is undefined they are not, and not unequal either. */
export function areEqual(lhs: unknown, rhs: unknown): boolean {
  if (lhs === rhs) return true;
  return typeof lhs === 'object' && typeof rhs === 'object' && lhs !== null && rhs !== null && engine.isDeepEqual(lhs, rhs);
}

/** Selects a field of every item of an array, of arrays in arrays as well, and joins what it finds. */
export function selectFromList(evaluation: Evaluation, list: readonly unknown[], read: Reader): unknown[] {
  charge(evaluation, list.length * 0.2);
  const found = engine.createSequence();
  for (const item of list) {
    const value = isList(item) ? selectFromList(evaluation, item, read) : isRecord(item) ? read(item) : undefined;
    if (isList(value)) for (const part of value) found.push(part);
    else if (value !== undefined) found.push(value);
  }
  return found;
}
