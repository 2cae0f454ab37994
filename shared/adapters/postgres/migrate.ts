import { createHash } from 'node:crypto';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Migration } from './migrations/migration.ts';
import { migrations } from './migrations/table.ts';
import { parseNumber, parseRaw } from './rows.ts';
import { inSchema } from './schema-name.ts';
import type { SqlClient, SqlPool } from './sql-client.ts';

/**
 * Brings the schema up to date, in one transaction under an advisory lock: processes that start together wait for each other.
 * Returns the versions that were applied. Errors: `UWF-5004` when the schema is newer than this program or was made by another one.
 */
export async function migrate(pool: SqlPool, schema: string, steps: readonly Migration[] = migrations): Promise<readonly number[]> {
  return pool.transaction(async (client) => {
    const run = (text: string, ...values: readonly (string | number)[]) => client.query({ text: inSchema(text, schema), values });
    await run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', `uwf-migrate:${schema}`);
    await createVersionTable(client, schema);
    const applied = await run('SELECT version, digest FROM uwf.schema_versions');
    checkApplied(new Map(applied.map((row) => [parseNumber(row, 'version'), parseRaw(row, 'digest')])), steps);
    const missing = steps.slice(applied.length);
    for (const step of missing) {
      for (const statement of step.statements) await run(statement);
      await run('INSERT INTO uwf.schema_versions (version, name, digest) VALUES ($1, $2, $3)', step.version, step.name, digestOf(step));
    }
    return missing.map((step) => step.version);
  });
}

/** Looks first: `IF NOT EXISTS` asks for the right to create even where there is nothing to create. */
async function createVersionTable(client: SqlClient, schema: string): Promise<void> {
  const found = await client.query({ text: 'SELECT to_regnamespace($1) IS NOT NULL AS there', values: [schema] });
  if (found[0]?.['there'] !== true) await client.query({ text: `CREATE SCHEMA ${schema}` });
  const table = await client.query({ text: 'SELECT to_regclass($1) IS NOT NULL AS there', values: [`${schema}.schema_versions`] });
  if (table[0]?.['there'] === true) return;
  await client.query({ text: inSchema('CREATE TABLE uwf.schema_versions (version integer PRIMARY KEY, name text NOT NULL, digest text NOT NULL)', schema) });
}

function checkApplied(applied: ReadonlyMap<number, string>, steps: readonly Migration[]): void {
  for (const [version, digest] of applied) {
    const step = steps[version - 1];
    if (step === undefined) throw new UwfError('UWF-5004', `the database schema has version ${String(version)}, which is newer than this program`);
    if (digestOf(step) !== digest) throw new UwfError('UWF-5004', `version ${String(version)} of the database schema was made by another program`);
  }
}

function digestOf(step: Migration): string {
  return createHash('sha256').update(JSON.stringify(step.statements)).digest('hex');
}
