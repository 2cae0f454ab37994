import { assert } from '#shared/core/kernel/assert.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { fromColumn } from './text.ts';
import type { SqlRow } from './sql-client.ts';

/** An id, key or name, as it was before `toColumn`. */
export function parseName(row: SqlRow, column: string): string {
  return fromColumn(parseRaw(row, column));
}

/** Text that we wrote ourselves: JSON, a status, a kind. */
export function parseRaw(row: SqlRow, column: string): string {
  const value = row[column];
  assert(typeof value === 'string', `column ${column} holds text`);
  return value;
}

/** Text, or undefined where the column is NULL. */
export function parseOptionalRaw(row: SqlRow, column: string): string | undefined {
  return row[column] === null ? undefined : parseRaw(row, column);
}

export function parseNumber(row: SqlRow, column: string): number {
  const value = row[column];
  assert(typeof value === 'number' && Number.isSafeInteger(value), `column ${column} holds an integer`);
  return value;
}

/** A number, or undefined where the column is NULL. */
export function parseOptionalNumber(row: SqlRow, column: string): number | undefined {
  return row[column] === null ? undefined : parseNumber(row, column);
}

export function parseObject(row: SqlRow, column: string): JsonObject {
  const value = parseJson<JsonValue>(parseRaw(row, column));
  assert(isJsonObject(value), `column ${column} holds a JSON object`);
  return value;
}

/** JSON that this adapter stored, as the type that it stored. */
export function parseJson<T>(text: string): T {
  return JSON.parse(text) as T;
}

/** A value of a closed set that this adapter stored. */
export function parseMember<T extends string>(row: SqlRow, column: string, members: readonly T[]): T {
  const text = parseRaw(row, column);
  const member = members.find((candidate) => candidate === text);
  assert(member !== undefined, `column ${column} holds one of its values`);
  return member;
}

/** Rows by their column `seq`: UPDATE … RETURNING promises no order. */
export function inOrder(rows: readonly SqlRow[]): readonly SqlRow[] {
  return [...rows].sort((left, right) => parseNumber(left, 'seq') - parseNumber(right, 'seq'));
}
