import type { JsonValue } from '../../kernel/json.ts';
import { parseTimestamp } from '../timestamp.ts';

/** Kinds of values that a Choice compares. Values of another kind make a comparison false (recorded: choice_operators). */
export type ComparedKind = 'Boolean' | 'Numeric' | 'String' | 'Timestamp';

/** How two values of one kind are compared. */
export type ComparedRelation = 'Equals' | 'LessThan' | 'GreaterThan' | 'LessThanEquals' | 'GreaterThanEquals';

const HOLDS: { readonly [K in ComparedRelation]: (order: number) => boolean } = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  GreaterThan: (order) => order > 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThanEquals: (order) => order >= 0,
};

function orderOf<T extends string | number>(left: T, right: T): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Digits of a second beyond milliseconds, which times in milliseconds do not have. */
function finerDigits(text: string): string {
  return (/\.(\d+)/.exec(text)?.[1] ?? '').slice(3).padEnd(6, '0');
}

function orderOfTimestamps(left: string, right: string): number | undefined {
  const before = parseTimestamp(left);
  const after = parseTimestamp(right);
  if (before === undefined || after === undefined) return undefined;
  return orderOf(before, after) || orderOf(finerDigits(left), finerDigits(right));
}

/** How two values of one kind are ordered; undefined when either is of another kind. Texts are ordered by their UTF-16 units. */
function order(kind: ComparedKind, left: JsonValue, right: JsonValue): number | undefined {
  if (kind === 'Numeric') return typeof left === 'number' && typeof right === 'number' ? orderOf(left, right) : undefined;
  if (kind === 'Boolean') return typeof left === 'boolean' && typeof right === 'boolean' ? orderOf(Number(left), Number(right)) : undefined;
  if (typeof left !== 'string' || typeof right !== 'string') return undefined;
  return kind === 'String' ? orderOf(left, right) : orderOfTimestamps(left, right);
}

/** Whether a comparison of a Choice rule holds. */
export function isComparisonTrue(kind: ComparedKind, relation: ComparedRelation, values: { readonly left: JsonValue; readonly right: JsonValue }): boolean {
  const difference = order(kind, values.left, values.right);
  return difference !== undefined && HOLDS[relation](difference);
}

/** Tests of what kind a value is. */
export const TYPE_TESTS = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => typeof value === 'string' && parseTimestamp(value) !== undefined,
} as const satisfies { readonly [name: string]: (value: JsonValue) => boolean };

/** A pattern of `StringMatches`: what stands between its wildcards. */
export type TextPattern = readonly string[];

/** Parses a pattern: `*` stands for any text, `\*` for an asterisk and `\\` for a backslash. */
export function parseTextPattern(pattern: string): TextPattern {
  const parts = [''];
  for (const [token] of pattern.matchAll(/\\[*\\]|[^]/gu)) {
    if (token === '*') parts.push('');
    else parts.push((parts.pop() ?? '') + (token.length === 2 && token.startsWith('\\') ? token.slice(1) : token));
  }
  return parts;
}

/** Whether a text matches a pattern from its start to its end: each part is looked for once, from left to right. */
export function matchesTextPattern(text: string, pattern: TextPattern): boolean {
  const [first = '', ...rest] = pattern;
  const last = rest.pop();
  if (last === undefined) return text === first;
  const end = text.length - last.length;
  if (!text.startsWith(first) || !text.endsWith(last) || end < first.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
