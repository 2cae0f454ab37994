import Table from 'cli-table3';
import type { Colours } from './colours.ts';
import { printable } from './printable.ts';
import { abbreviateSealed } from './sealed.ts';

/** One column: its title and the text of its cell. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Marks the finished cell, for example by colour. */
  readonly mark?: (text: string, row: Row) => string;
}

/** No lines: columns apart by two spaces, so that a table can be cut and pasted. */
const PLAIN = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ',
} as const;

/** A table for people, ending in a newline. Cells are one line each, sealed values in them shortened; columns without any title get no head. */
export function renderTable<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[], colours: Colours): string {
  const hasHead = columns.some((column) => column.title !== '');
  const head = hasHead ? columns.map((column) => colours.bold(column.title)) : [];
  const table = new Table({ head, chars: PLAIN, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true } });
  for (const row of rows) table.push(columns.map((column) => cellOf(row, column)));
  return `${table.toString().split('\n').map((line) => line.trimEnd()).join('\n')}\n`;
}

function cellOf<Row>(row: Row, column: TableColumn<Row>): string {
  // The origin in a header was written by whoever sealed: it is made safe together with the rest.
  const text = printable(abbreviateSealed(column.cell(row)));
  return column.mark === undefined ? text : column.mark(text, row);
}
