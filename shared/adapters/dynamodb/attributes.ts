import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { assert } from '#shared/core/kernel/assert.ts';

/** What an attribute of ours may be. Everything with a structure is JSON text: the service's own maps change numbers and refuse some texts. */
export type Scalar = string | number | boolean | Uint8Array;
/** An item, or a part of one, by the names of its attributes. */
export type Item = Readonly<Record<string, Scalar>>;

/** As the service wants it. */
export function toAttributes(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toAttribute(value)]));
}

function toAttribute(value: Scalar): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    default:
      return { B: value };
  }
}

/** Undoes {@link toAttributes}. */
export function fromAttributes(attributes: Readonly<Record<string, AttributeValue>>): Item {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, fromAttribute(value)]));
}

function fromAttribute({ S, N, BOOL, B }: AttributeValue): Scalar {
  if (S !== undefined) return S;
  if (N !== undefined) return Number(N);
  if (BOOL !== undefined) return BOOL;
  assert(B !== undefined, 'an attribute is one of those that this adapter writes');
  return B;
}

/** Text that this adapter wrote. */
export function parseText(item: Item, name: string): string {
  const value = item[name];
  assert(typeof value === 'string', `attribute ${name} holds text`);
  return value;
}

/** Text, or undefined where there is no such attribute. */
export function parseOptionalText(item: Item, name: string): string | undefined {
  return item[name] === undefined ? undefined : parseText(item, name);
}

/** A whole number that this adapter wrote. */
export function parseNumber(item: Item, name: string): number {
  const value = item[name];
  assert(typeof value === 'number' && Number.isSafeInteger(value), `attribute ${name} holds an integer`);
  return value;
}

/** A number, or undefined where there is no such attribute. */
export function parseOptionalNumber(item: Item, name: string): number | undefined {
  return item[name] === undefined ? undefined : parseNumber(item, name);
}

/** Bytes that this adapter wrote. */
export function parseBytes(item: Item, name: string): Uint8Array {
  const value = item[name];
  assert(value instanceof Uint8Array, `attribute ${name} holds bytes`);
  return value;
}

/** JSON that this adapter stored, as the type that it stored. */
export function parseJson<T>(text: string): T {
  return JSON.parse(text) as T;
}
