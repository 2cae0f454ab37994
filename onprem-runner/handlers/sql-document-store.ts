import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { DocumentStore, StoredDocument } from './document-store.ts';

/** The least that is needed of a PostgreSQL client or pool. */
export interface DocumentSqlClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[]; readonly rowCount: number | null }>;
}

export interface SqlDocumentStoreOptions {
  readonly sql: DocumentSqlClient;
  /** Schema of the tables, which must exist. */
  readonly schema: string;
}

const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,40}$/u;
const FIND_MAX = 1_000;
/** Advisory lock of the creation: `IF NOT EXISTS` alone can still collide between two processes. */
const CREATE_LOCK = 7_246_101;

/** A document store in PostgreSQL. Makes its tables when there are none. Errors: `UWF-5005` for a name that is no schema's, else as the port says. */
export async function createSqlDocumentStore(options: SqlDocumentStoreOptions): Promise<DocumentStore> {
  const { schema, sql } = options;
  if (!SCHEMA_NAME.test(schema)) throw new UwfError('UWF-5005', 'the schema of the document store: lower-case letters, digits and _');
  const statements = statementsIn(schema);
  await run(sql, statements.create, []);
  return {
    async get({ collection, key }) {
      const { rows } = await run(sql, statements.get, [collection, key]);
      return rows.map(parseRow)[0]?.value;
    },
    async put({ collection, key, value }) {
      await run(sql, statements.put, [collection, key, JSON.stringify(value), termsOf(value)]);
    },
    async insert({ collection, key, value }) {
      const { rows } = await run(sql, statements.insert, [collection, key, JSON.stringify(value), termsOf(value)]);
      return rows.length === 1;
    },
    async find({ collection, where, max }) {
      const [first, ...others] = termsOf(where);
      const limit = Math.max(0, Math.min(Math.trunc(max), FIND_MAX));
      const { rows } = first === undefined ? await run(sql, statements.list, [collection, limit]) : await run(sql, statements.find, [collection, limit, first, others]);
      return rows.map(parseRow);
    },
  };
}

/** `json`, not `jsonb`: a document may hold U+0000, which `jsonb` refuses. A row of terms per scalar member is the index. */
function statementsIn(schema: string) {
  const documents = `${schema}.handler_documents`;
  const terms = `${schema}.handler_document_terms`;
  const addTerms = `INSERT INTO ${terms} (collection, term, key) SELECT $1, term, $2 FROM unnest($4::text[]) AS term WHERE EXISTS (SELECT FROM written) ON CONFLICT DO NOTHING`;
  return {
    create: `DO $$ BEGIN
      PERFORM pg_advisory_xact_lock(${CREATE_LOCK});
      CREATE TABLE IF NOT EXISTS ${documents} (collection text NOT NULL, key text COLLATE "C" NOT NULL, value json NOT NULL, PRIMARY KEY (collection, key));
      CREATE TABLE IF NOT EXISTS ${terms} (collection text NOT NULL, term text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, PRIMARY KEY (collection, term, key));
      CREATE INDEX IF NOT EXISTS handler_document_terms_by_key ON ${terms} (collection, key);
    END $$`,
    get: `SELECT key, value FROM ${documents} WHERE collection = $1 AND key = $2`,
    insert: `WITH written AS (INSERT INTO ${documents} (collection, key, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING key), added AS (${addTerms}) SELECT key FROM written`,
    put: `WITH written AS (INSERT INTO ${documents} (collection, key, value) VALUES ($1, $2, $3) ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value RETURNING key),
      removed AS (DELETE FROM ${terms} WHERE collection = $1 AND key = $2 AND term <> ALL ($4::text[])) ${addTerms}`,
    list: `SELECT key, value FROM ${documents} WHERE collection = $1 ORDER BY key LIMIT $2`,
    find: `SELECT d.key, d.value FROM ${terms} t JOIN ${documents} d ON d.collection = t.collection AND d.key = t.key
      WHERE t.collection = $1 AND t.term = $3
      AND (SELECT count(*) FROM ${terms} o WHERE o.collection = t.collection AND o.key = t.key AND o.term = ANY ($4::text[])) = cardinality($4::text[])
      ORDER BY t.key LIMIT $2`,
  };
}

/** One digest per scalar member: of one length, and without the value in the index. */
function termsOf(value: JsonObject): readonly string[] {
  const scalars = Object.entries(value).filter(([, member]) => isScalar(member));
  return scalars.map((entry) => createHash('sha256').update(JSON.stringify(entry)).digest('base64url'));
}

function isScalar(value: JsonValue): boolean {
  return value === null || typeof value !== 'object';
}

async function run(sql: DocumentSqlClient, text: string, values: unknown[]) {
  try {
    return await sql.query(text, values);
  } catch (error) {
    throw new UwfError('UWF-5001', 'the document store is not available', { details: { sqlState: sqlStateOf(error) } });
  }
}

/** The driver's error quotes values of the statement, so only its code is kept. */
function sqlStateOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'none';
}

function parseRow(row: unknown): StoredDocument {
  if (isJsonObject(row) && typeof row['key'] === 'string' && isJsonObject(row['value'])) return { key: row['key'], value: row['value'] };
  throw new UwfError('UWF-5001', 'a stored document cannot be read');
}
