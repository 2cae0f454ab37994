import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CreateIndexed, ExecutionIndex, IndexedExecution } from '#shared/ports/execution-index.ts';
import type { CreateOutcome } from '#shared/ports/execution-store.ts';
import { CREATE_HOSTED, END_HOSTED, FIND_EXISTING_HOSTED, LOAD_HOSTED, PLACE_HOSTED, REOPEN_HOSTED } from './execution-index-statements.ts';
import { listExecutions } from './execution-list.ts';
import { parseRecord } from './execution-rows.ts';
import { parseName, parseOptionalNumber, parseOptionalRaw } from './rows.ts';
import { runner, type Run } from './run.ts';
import type { SqlPool, SqlRow } from './sql-client.ts';
import { fromColumn, toColumn } from './text.ts';

/** The index of hosted executions in PostgreSQL: each method is one statement, and so one transaction. */
export function createPostgresExecutionIndex(pool: SqlPool, schema: string): ExecutionIndex {
  const run = runner(pool, schema);
  return {
    create: (request) => create(run, request),
    load: async ({ executionId }) => (await run('load-hosted', LOAD_HOSTED, [toColumn(executionId)])).map(parseIndexed)[0],
    place: async ({ executionId, place }) => void (await run('place-hosted', PLACE_HOSTED, [toColumn(executionId), toColumn(place)])),
    end: async ({ executionId, status, at, output, failure }) => {
      const texts = [output, failure].map((value) => (value === undefined ? null : JSON.stringify(value)));
      await run('end-hosted', END_HOSTED, [toColumn(executionId), status, wholeMilliseconds(at), ...texts]);
    },
    reopen: async ({ executionId, endedAt }) => void (await run('reopen-hosted', REOPEN_HOSTED, [toColumn(executionId), wholeMilliseconds(endedAt)])),
    list: (request) => listExecutions(run, 'hosted_executions', request),
  };
}

async function create(run: Run, { entry, idempotency, depth }: CreateIndexed): Promise<CreateOutcome> {
  const { namespace, name, version } = entry.definition;
  const key = idempotency === undefined ? null : JSON.stringify([entry.principal, idempotency.key]);
  const fingerprint = idempotency === undefined ? null : toColumn(idempotency.fingerprint);
  const names = [entry.id, namespace, name, version, entry.revision, entry.principal].map(toColumn);
  const rows = await run('create-hosted', CREATE_HOSTED, [...names, entry.priority ?? null, key, fingerprint, wholeMilliseconds(entry.createdAt), depth ?? null]);
  if (rows.length === 1) return { created: true };
  const [existing] = await run('find-existing-hosted', FIND_EXISTING_HOSTED, [key, toColumn(entry.id)]);
  // The one that was in the way can only be gone when its key was pruned in this very moment.
  if (existing === undefined) throw new UwfError('UWF-5001');
  const isSame = (parseOptionalRaw(existing, 'fingerprint') ?? null) === fingerprint && parseName(existing, 'principal') === entry.principal;
  return { created: false, executionId: parseName(existing, 'id'), sameRequest: isSame };
}

function parseIndexed(row: SqlRow): IndexedExecution {
  const place = parseOptionalRaw(row, 'place');
  const depth = parseOptionalNumber(row, 'depth');
  return { record: parseRecord(row), ...(place === undefined ? {} : { place: fromColumn(place) }), ...(depth === undefined ? {} : { depth }) };
}
