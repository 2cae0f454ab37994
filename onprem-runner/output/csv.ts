import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/**
 * A value as CSV (RFC 4180, but with LF as the other formats have): a head of all names in the order of their first appearance, then one row for
 * each object of a list, or for the one object. Texts and numbers as they are, null as nothing, whatever is nested as JSON.
 */
export function renderCsv(value: JsonValue): string {
  const items = isJsonArray(value) ? value : [value];
  const rows = items.map((item): JsonObject => (isJsonObject(item) ? item : { value: item }));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (names.length === 0) return '';
  return [names, ...rows.map((row) => names.map((name) => textOf(row[name])))].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function quoted(cell: string): string {
  return /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
