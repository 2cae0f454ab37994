import { assertStep, wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import type { Snapshot } from '#shared/core/interpreter/snapshot.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CommitOutcome, CreateExecution, CreateOutcome, ExecutionStore, Transition } from '#shared/ports/execution-store.ts';
import { listExecutions } from './execution-list.ts';
import { journalParameters, parseEvent, parseOutboxEntry, parseRecord, parseTimer, snapshotColumns } from './execution-rows.ts';
import { CLAIM_OUTBOX, COMMIT, CREATE, DUE_TIMERS, FIND_EXISTING, HISTORY, LOAD, SETTLE_OUTBOX } from './execution-statements.ts';
import { pageSize, sequenceNumber } from './limits.ts';
import { inOrder, parseJson, parseName, parseOptionalRaw, parseRaw } from './rows.ts';
import { shardOf } from './shard.ts';
import { runner, type Run } from './run.ts';
import type { SqlClient, SqlPool } from './sql-client.ts';
import { toColumn } from './text.ts';

/** An execution store in PostgreSQL: each method is one statement, and so one transaction. */
export function createPostgresExecutionStore(pool: SqlPool, schema: string): ExecutionStore {
  const runOn = (client: SqlClient) => runner(client, schema);
  const run = runOn(pool);
  return {
    create: (request) => create(run, request),
    load: async ({ executionId }) => {
      const [row] = await run('load-execution', LOAD, [toColumn(executionId)]);
      return row === undefined ? undefined : { record: parseRecord(row), snapshot: parseJson<Snapshot>(parseRaw(row, 'snapshot')) };
    },
    commit: async ({ transitions }) => {
      transitions.forEach(assertStep);
      const turns = inTurns(transitions);
      if (turns.length > 1) return pool.transaction((client) => commitTurns(runOn(client), transitions, turns));
      return commitTurns(run, transitions, turns);
    },
    list: (request) => listExecutions(run, 'executions', request),
    history: async ({ executionId, after, max }) => {
      const rows = await run('read-history', HISTORY, [shardOf(executionId), toColumn(executionId), sequenceNumber(after), pageSize(max, 0)]);
      return rows.map(parseEvent);
    },
    claimOutbox: async ({ now, leaseMs, max }) => {
      const rows = await run('claim-outbox', CLAIM_OUTBOX, [wholeMilliseconds(now), wholeMilliseconds(now + leaseMs), pageSize(max, 0)]);
      return inOrder(rows).map(parseOutboxEntry);
    },
    settleOutbox: async ({ entryIds }) => {
      if (entryIds.length > 0) await run('settle-outbox', SETTLE_OUTBOX, [entryIds.map(toColumn)]);
    },
    dueTimers: async ({ now, max }) => {
      const rows = await run('due-timers', DUE_TIMERS, [wholeMilliseconds(now), pageSize(max, 0)]);
      return rows.map(parseTimer);
    },
  };
}

async function create(run: Run, request: CreateExecution): Promise<CreateOutcome> {
  const { record, idempotency } = request;
  const transition: Transition = { ...request.transition, executionId: record.id, expectedSequence: 0 };
  assertStep(transition);
  const key = idempotency === undefined ? null : JSON.stringify([record.principal, idempotency.key]);
  const columns = snapshotColumns(transition);
  const { namespace, name, version } = record.definition;
  const rows = await run('create-execution', CREATE, [
    toColumn(record.id),
    shardOf(record.id),
    ...[namespace, name, version, record.revision, record.principal].map(toColumn),
    key,
    idempotency === undefined ? null : toColumn(idempotency.fingerprint),
    columns.status,
    columns.sequence,
    wholeMilliseconds(record.createdAt),
    columns.at,
    columns.endedAt,
    columns.snapshot,
    columns.output,
    columns.failure,
    record.priority ?? null,
    ...journalParameters([transition]),
  ]);
  return rows.length === 1 ? { created: true } : findExisting(run, request, key);
}

async function findExisting(run: Run, { record, idempotency }: CreateExecution, key: string | null): Promise<CreateOutcome> {
  const [row] = await run('find-existing-execution', FIND_EXISTING, [key, toColumn(record.id)]);
  // The one that was in the way can only be gone when its key was pruned in this very moment.
  if (row === undefined) throw new UwfError('UWF-5001');
  const fingerprint = parseOptionalRaw(row, 'fingerprint');
  const asked = idempotency === undefined ? undefined : toColumn(idempotency.fingerprint);
  return { created: false, executionId: parseName(row, 'id'), sameRequest: fingerprint === asked && parseName(row, 'principal') === record.principal };
}

/** Places of the transitions, in groups that have each execution once: an execution's second transition builds on its first. */
function inTurns(transitions: readonly Transition[]): readonly (readonly number[])[] {
  const turns: number[][] = [];
  const taken = new Map<string, number>();
  transitions.forEach(({ executionId }, place) => {
    const turn = taken.get(executionId) ?? 0;
    taken.set(executionId, turn + 1);
    (turns[turn] ??= []).push(place);
  });
  return turns;
}

async function commitTurns(run: Run, transitions: readonly Transition[], turns: readonly (readonly number[])[]): Promise<readonly CommitOutcome[]> {
  const outcomes: CommitOutcome[] = transitions.map(({ executionId }) => ({ executionId, outcome: 'stale' }));
  for (const turn of turns) {
    const written = await commitTurn(run, turn.flatMap((place) => transitions[place] ?? []));
    for (const place of turn) {
      const executionId = transitions[place]?.executionId;
      if (executionId !== undefined && written.has(executionId)) outcomes[place] = { executionId, outcome: 'committed' };
    }
  }
  return outcomes;
}

async function commitTurn(run: Run, transitions: readonly Transition[]): Promise<ReadonlySet<string>> {
  const columns = transitions.map(snapshotColumns);
  const cleared = transitions.flatMap(({ executionId, timersCleared }) => timersCleared.map((timerId) => ({ executionId, timerId })));
  const rows = await run('commit-transitions', COMMIT, [
    transitions.map((transition) => toColumn(transition.executionId)),
    transitions.map((transition) => transition.expectedSequence),
    columns.map((column) => column.sequence),
    columns.map((column) => column.status),
    columns.map((column) => column.at),
    columns.map((column) => column.endedAt),
    columns.map((column) => column.snapshot),
    columns.map((column) => column.output),
    columns.map((column) => column.failure),
    cleared.map(({ executionId }) => toColumn(executionId)),
    cleared.map(({ timerId }) => toColumn(timerId)),
    ...journalParameters(transitions),
  ]);
  return new Set(rows.map((row) => parseName(row, 'id')));
}
