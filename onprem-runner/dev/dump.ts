/** The least that a dump needs of a PostgreSQL pool. */
export interface DumpClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
  end(): Promise<void>;
}

const DUMP_ROWS_MAX = 500;

const TABLES = `
  SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name
    FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND ($1::text IS NULL OR schemaname = $1) ORDER BY 1`;

/** Every row of every table as JSON text, read in pages: of one schema, or of the whole database. Ends the pool when it is done. */
export async function* dumpTables(client: DumpClient, schema?: string): AsyncIterable<Buffer> {
  try {
    for (const table of namesIn((await client.query(TABLES, [schema ?? null])).rows)) yield* dumpTable(client, table);
  } finally {
    await client.end();
  }
}

async function* dumpTable(client: DumpClient, table: string): AsyncIterable<Buffer> {
  for (let offset = 0; ; offset += DUMP_ROWS_MAX) {
    const { rows } = await client.query(`SELECT row_to_json(t)::text AS name FROM ${table} AS t ORDER BY ctid LIMIT ${DUMP_ROWS_MAX} OFFSET ${offset}`);
    yield Buffer.from(namesIn(rows).join('\n'), 'utf8');
    if (rows.length < DUMP_ROWS_MAX) return;
  }
}

function namesIn(rows: readonly unknown[]): readonly string[] {
  return rows.flatMap((row) => (typeof row === 'object' && row !== null && 'name' in row && typeof row.name === 'string' ? [row.name] : []));
}
