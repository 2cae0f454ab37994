import { inSchema } from './schema-name.ts';
import type { SqlClient, SqlParameter, SqlRow } from './sql-client.ts';

/** Runs one prepared statement, written for the default schema. The name belongs to the text. */
export type Run = (name: string, text: string, values: readonly SqlParameter[]) => Promise<readonly SqlRow[]>;

export function runner(client: SqlClient, schema: string): Run {
  return (name, text, values) => client.query({ name, text: inSchema(text, schema), values });
}
