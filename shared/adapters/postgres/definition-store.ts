import { compareVersions } from '#shared/core/definition/identity.ts';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import type { DefinitionStore, PinnedParts, StoredDefinition } from '#shared/ports/definition-store.ts';
import { parseJson, parseName, parseNumber, parseOptionalRaw, parseRaw } from './rows.ts';
import { runner, type Run } from './run.ts';
import type { SqlPool, SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';

const COLUMNS = 'revision, namespace, name, version, target, program, registered_at, registered_by, inline, pinned';

/** One at a time per version, so that of two revisions the second one sees the first. */
const LOCK_VERSION = "SELECT pg_advisory_xact_lock(hashtextextended('uwf-definition:' || $1, 0))";

/** An inline revision that is registered by name later becomes a registered one; nothing else of it ever changes but its manifest. */
const PUT = `
INSERT INTO uwf.definitions AS d (${COLUMNS}) SELECT $1, $2, $3, $4, $5, $6, $7::bigint, $8, $9::boolean, $10
WHERE $9::boolean OR NOT EXISTS (
  SELECT FROM uwf.definitions o WHERE NOT o.inline AND o.name = $3 AND o.namespace = $2 AND o.version = $4 AND o.target = $5)
ON CONFLICT (revision) DO UPDATE SET inline = false, registered_at = excluded.registered_at, registered_by = excluded.registered_by, pinned = excluded.pinned
  WHERE d.inline AND NOT excluded.inline
RETURNING 1 AS done`;

/** Under the lock of its version, like every change of it. */
const RENEW_MANIFEST = 'UPDATE uwf.definitions SET pinned = $2 WHERE revision = $1';
const FIND_REVISION = `SELECT ${COLUMNS} FROM uwf.definitions WHERE revision = $1`;
const FIND_NAMED = `SELECT ${COLUMNS} FROM uwf.definitions WHERE NOT inline AND name = $1 AND revision = ANY ($2::text[])`;
/** Without the programs: which version is the highest is not the database's to say. */
const IDENTITIES = 'SELECT revision, namespace, name, version, target FROM uwf.definitions WHERE NOT inline AND name = $1';
const LIST = `SELECT ${COLUMNS} FROM uwf.definitions WHERE NOT inline`;

interface Candidate {
  readonly revision: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly target: string;
}

/** The registry in PostgreSQL. */
export function createPostgresDefinitionStore(pool: SqlPool, schema: string): DefinitionStore {
  const run = runner(pool, schema);
  return {
    put: ({ stored }) =>
      pool.transaction(async (client) => {
        const { namespace, name, version } = stored.identity;
        await runner(client, schema)('lock-version', LOCK_VERSION, [JSON.stringify([schema, namespace, name, version])]);
        return put(runner(client, schema), stored);
      }),
    find: async ({ namespace, name, version }) => {
      const named = (await run('find-identities', IDENTITIES, [toColumn(name)])).map(parseCandidate).filter((one) => (namespace ?? one.namespace) === one.namespace);
      if (new Set(named.map((one) => one.namespace)).size > 1) return undefined;
      const best = named.sort(inOrder).find((one) => (version ?? one.version) === one.version);
      if (best === undefined) return undefined;
      const rows = await run('find-definition', FIND_NAMED, [toColumn(name), [toColumn(best.revision)]]);
      return rows.map(parseDefinition)[0];
    },
    findByRevision: async ({ revision }) => (await run('find-revision', FIND_REVISION, [toColumn(revision)])).map(parseDefinition)[0],
    list: async () => {
      const rows = await run('list-definitions', LIST, []);
      return rows.map((row) => ({ candidate: parseCandidate(row), row })).sort((left, right) => inOrder(left.candidate, right.candidate)).map(({ row }) => parseDefinition(row));
    },
  };
}

async function put(run: Run, stored: StoredDefinition): Promise<'stored' | 'unchanged' | 'conflict'> {
  const { identity, program } = stored;
  const names = [stored.revision, identity.namespace, identity.name, identity.version, program.target.name].map(toColumn);
  const values = [...names, JSON.stringify(program), wholeMilliseconds(stored.registeredAt), toColumn(stored.registeredBy), stored.inline, stored.pinned === undefined ? null : JSON.stringify(stored.pinned)];
  const rows = await run('put-definition', PUT, values);
  if (rows.length === 1) return 'stored';
  const [existing] = (await run('find-revision', FIND_REVISION, [toColumn(stored.revision)])).map(parseDefinition);
  if (existing === undefined || (existing.inline && !stored.inline)) return 'conflict';
  const manifest = stored.pinned?.manifest;
  if (manifest !== undefined) await run('renew-manifest', RENEW_MANIFEST, [toColumn(stored.revision), JSON.stringify({ ...existing.pinned, manifest })]);
  return 'unchanged';
}

function parseCandidate(row: SqlRow): Candidate {
  return {
    revision: parseName(row, 'revision'),
    namespace: parseName(row, 'namespace'),
    name: parseName(row, 'name'),
    version: parseName(row, 'version'),
    target: parseName(row, 'target'),
  };
}

function parseDefinition(row: SqlRow): StoredDefinition {
  const pinned = parseOptionalRaw(row, 'pinned');
  return {
    identity: { namespace: parseName(row, 'namespace'), name: parseName(row, 'name'), version: parseName(row, 'version') },
    revision: parseName(row, 'revision'),
    program: parseJson<CompiledProgram>(parseRaw(row, 'program')),
    ...(pinned === undefined ? {} : { pinned: parseJson<PinnedParts>(pinned) }),
    registeredAt: parseNumber(row, 'registered_at'),
    registeredBy: parseName(row, 'registered_by'),
    inline: row['inline'] === true,
  };
}

/** By namespace and name, the highest version first. */
function inOrder(left: Candidate, right: Candidate): number {
  return (
    compareText(left.namespace, right.namespace) ||
    compareText(left.name, right.name) ||
    compareVersions(right.version, left.version) ||
    compareText(left.version, right.version) ||
    compareText(left.target, right.target)
  );
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
