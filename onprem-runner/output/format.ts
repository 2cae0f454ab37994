import { stringify } from 'yaml';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { renderCsv } from './csv.ts';
import { renderTable, type TableColumn } from './table.ts';
import type { Terminal } from './terminal.ts';

/** How data is written to stdout: `-o`. */
export const OUTPUT_FORMATS = ['table', 'json', 'jsonl', 'yaml', 'csv'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** A format for machines. */
export type DataFormat = Exclude<OutputFormat, 'table'>;

/** One JSON value in a machine's format. `jsonl` is one line; `json` is for people to read as well; `csv` has a row for an object, or for each of a list. */
export function renderValue(value: JsonValue, format: DataFormat): string {
  if (format === 'csv') return renderCsv(value);
  if (format === 'yaml') return stringify(value, { lineWidth: 0 });
  return `${format === 'jsonl' ? JSON.stringify(value) : JSON.stringify(value, null, 2)}\n`;
}

/** A list of like things: a table, one JSON array, one line each, or YAML. */
export interface Listing<Row> {
  readonly rows: readonly Row[];
  /** A row as data, with everything that is known of it. */
  readonly toJson: (row: Row) => JsonValue;
  readonly columns: readonly TableColumn<Row>[];
  /** Told instead of an empty table. */
  readonly whenEmpty: string;
}

/** Writes a list to the terminal. An empty table is a sentence on stderr, so that stdout stays empty. */
export function printListing<Row>(terminal: Terminal, format: OutputFormat, listing: Listing<Row>): void {
  const { rows, columns, toJson, whenEmpty } = listing;
  if (format === 'jsonl') terminal.out(rows.map((row) => renderValue(toJson(row), 'jsonl')).join(''));
  else if (format !== 'table') terminal.out(renderValue(rows.map(toJson), format));
  else if (rows.length === 0) terminal.tell(whenEmpty);
  else terminal.out(renderTable(rows, columns, terminal.colours));
}

/** Writes one thing: its fields as a table of two columns, or the value as it is. */
export function printRecord(terminal: Terminal, format: OutputFormat, record: { readonly [field: string]: JsonValue }): void {
  if (format !== 'table') {
    terminal.out(renderValue(record, format));
    return;
  }
  const rows = Object.entries(record).map(([field, value]) => ({ field, value }));
  const columns: readonly TableColumn<(typeof rows)[number]>[] = [
    { title: '', cell: (row) => row.field },
    { title: '', cell: (row) => (typeof row.value === 'string' ? row.value : JSON.stringify(row.value)) },
  ];
  terminal.out(renderTable(rows, columns, terminal.colours));
}
