import type { SqlParameter, SqlScalar } from './sql-client.ts';

/** A column of a table of rows, and what a row has there. */
export interface Column<R> {
  readonly name: string;
  readonly type: 'text' | 'smallint' | 'bigint' | 'boolean';
  readonly of: (row: R) => SqlScalar;
  /** Long text that most changes leave as it is: then it is not written again. */
  readonly isLong?: true;
}

/** One array for each column, with one position for each row. */
export function columnParameters<R>(columns: readonly Column<R>[], rows: readonly R[]): readonly SqlParameter[] {
  return columns.map((column) => rows.map(column.of));
}
