import type { TestPostgres } from './postgres.ts';

const COLUMNS = `
SELECT c.table_name AS name, c.column_name AS column, c.data_type AS type, c.collation_name AS collation, c.is_nullable AS nullable,
       c.column_default AS "default", c.is_identity AS identity
FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = $1 ORDER BY c.table_name, c.ordinal_position`;

const INDEXES = 'SELECT tablename AS name, indexdef AS text FROM pg_indexes WHERE schemaname = $1 ORDER BY tablename, indexname';
const OPTIONS = `SELECT c.relname AS name, array_to_string(c.reloptions, ', ') AS text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND c.reloptions IS NOT NULL ORDER BY c.relname`;
const PARTITIONS = `SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relispartition AND c.relkind = 'r' ORDER BY c.relname`;

/** What the migrations made, as text to be reviewed: asked from the server, not copied from the statements. */
export async function describeSchema(postgres: TestPostgres): Promise<string> {
  const read = (text: string) => postgres.sql(text, [postgres.schema]);
  const columns = await read(COLUMNS);
  const indexes = await read(INDEXES);
  const options = await read(OPTIONS);
  const partitions = await read(PARTITIONS);
  const names = [...new Set(columns.map((row) => String(row['name'])))];
  const tables = names.map((name) => {
    const lines = columns.filter((row) => row['name'] === name).map(describeColumn);
    const bound = partitions.find((row) => row['name'] === name);
    const own = indexes.filter((row) => row['name'] === name).map((row) => `${String(row['text'])};`);
    const settings = options.filter((row) => row['name'] === name).map((row) => `-- with (${String(row['text'])})`);
    if (bound !== undefined) return `TABLE ${name} is the part ${String(bound['text'])};`;
    return [`TABLE ${name} (\n${lines.join(',\n')}\n);`, ...settings, ...own].join('\n');
  });
  return `-- Made by tests/integration/postgres/schema.test.ts from information_schema; to make it anew: npx vitest run tests/integration/postgres/schema.test.ts -u\n\n${tables.join('\n\n')}\n`.replaceAll(postgres.schema, 'uwf');
}

function describeColumn(row: Record<string, unknown>): string {
  const parts = [
    `  ${String(row['column'])} ${String(row['type'])}`,
    row['collation'] === null ? '' : `COLLATE "${String(row['collation'])}"`,
    row['nullable'] === 'NO' ? 'NOT NULL' : '',
    row['default'] === null ? '' : `DEFAULT ${String(row['default'])}`,
    row['identity'] === 'YES' ? 'GENERATED AS IDENTITY' : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
