import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { toAttributes, type Item } from './attributes.ts';

/** An expression of the service: names of attributes are written `#name`, values `:value`. */
export interface Expression {
  readonly text: string;
  readonly values?: Item;
}

/** Names and values of all expressions of one request. Names go by placeholders, because hundreds of plain ones are reserved. */
export function placeholders(...expressions: readonly (Expression | undefined)[]): {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
} {
  const names = new Set(expressions.flatMap((expression) => expression?.text.match(/#\w+/g) ?? []));
  const values = toAttributes(Object.fromEntries(expressions.flatMap((expression) => Object.entries(expression?.values ?? {})).map(([name, value]) => [`:${name}`, value])));
  return {
    ...(names.size === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries([...names].map((name) => [name, name.slice(1)])) }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}

/** Sets attributes, and removes those that are named. */
export function assignment(attributes: Item, removed: readonly string[] = []): Expression {
  const set = Object.keys(attributes).map((name) => `#${name} = :${name}`);
  const parts = [...(set.length === 0 ? [] : [`SET ${set.join(', ')}`]), ...(removed.length === 0 ? [] : [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`])];
  return { text: parts.join(' '), values: attributes };
}
