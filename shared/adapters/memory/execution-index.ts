import { isEnded, parseCursor, printCursor, wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CreateIndexed, ExecutionIndex, IndexedEnd, IndexedExecution } from '#shared/ports/execution-index.ts';
import type { CreateOutcome, ExecutionPage, ListExecutions } from '#shared/ports/execution-store.ts';
import { isListed, newestFirst } from './execution-order.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';
import { pageSize } from './limits.ts';

interface Row {
  readonly indexed: JsonText<IndexedExecution>;
  readonly fingerprint: string | undefined;
}

interface Tables {
  readonly rows: Map<string, Row>;
  readonly keys: Map<string, string>;
  readonly onEnded: (executionId: string) => void;
}

export interface MemoryExecutionIndex extends ExecutionIndex {
  /** Forgets idempotency keys of executions that were created before a time. */
  prune(request: { readonly before: number }): void;
  hasEnded(executionId: string): boolean;
}

/** An index of hosted executions that lives as long as the process. `onEnded` is told in the step that notes an end. */
export function createMemoryExecutionIndex({ onEnded = () => undefined }: { readonly onEnded?: (executionId: string) => void } = {}): MemoryExecutionIndex {
  const tables: Tables = { rows: new Map(), keys: new Map(), onEnded };
  return {
    create: async (request) => create(tables, request),
    load: async ({ executionId }) => read(tables, executionId),
    place: async ({ executionId, place }) => change(tables, executionId, (indexed) => ({ ...indexed, place })),
    end: async (request) => end(tables, request),
    reopen: async ({ executionId, endedAt }) => change(tables, executionId, (indexed) => (indexed.record.endedAt === endedAt ? reopened(indexed) : indexed)),
    list: async (request) => list(tables, request),
    prune: ({ before }) => prune(tables, before),
    hasEnded: (executionId) => isEnded(read(tables, executionId)?.record.status ?? 'running'),
  };
}

function read({ rows }: Tables, executionId: string): IndexedExecution | undefined {
  const row = rows.get(executionId);
  return row === undefined ? undefined : parseText(row.indexed);
}

function create(tables: Tables, { entry, idempotency, depth }: CreateIndexed): CreateOutcome {
  const key = idempotency === undefined ? undefined : JSON.stringify([entry.principal, idempotency.key]);
  const existing = (key === undefined ? undefined : tables.keys.get(key)) ?? (tables.rows.has(entry.id) ? entry.id : undefined);
  if (existing !== undefined) {
    const isSame = tables.rows.get(existing)?.fingerprint === idempotency?.fingerprint && read(tables, existing)?.record.principal === entry.principal;
    return { created: false, executionId: existing, sameRequest: isSame };
  }
  if (key !== undefined) tables.keys.set(key, entry.id);
  const createdAt = wholeMilliseconds(entry.createdAt);
  tables.rows.set(entry.id, { indexed: toText({ record: { ...entry, status: 'running', createdAt, updatedAt: createdAt }, ...(depth === undefined ? {} : { depth }) }), fingerprint: idempotency?.fingerprint });
  return { created: true };
}

function change(tables: Tables, executionId: string, by: (indexed: IndexedExecution) => IndexedExecution): void {
  const row = tables.rows.get(executionId);
  if (row !== undefined) tables.rows.set(executionId, { ...row, indexed: toText(by(parseText(row.indexed))) });
}

function end(tables: Tables, { executionId, status, at, output, failure }: IndexedEnd): void {
  const endedAt = wholeMilliseconds(at);
  change(tables, executionId, (indexed) => {
    if (isEnded(indexed.record.status)) return indexed;
    const what = { ...(output === undefined ? {} : { output }), ...(failure === undefined ? {} : { failure }) };
    tables.onEnded(executionId);
    return { ...indexed, record: { ...indexed.record, status, updatedAt: endedAt, endedAt, ...what } };
  });
}

function reopened({ record, ...indexed }: IndexedExecution): IndexedExecution {
  const { endedAt: _endedAt, output: _output, failure: _failure, ...rest } = record;
  return { ...indexed, record: { ...rest, status: 'running' } };
}

function list(tables: Tables, request: ListExecutions): ExecutionPage {
  const start = request.cursor === undefined ? undefined : parseCursor(request.cursor);
  if (request.cursor !== undefined && start === undefined) throw new UwfError('UWF-4000', 'the cursor is not one that this operation gave');
  const records = [...tables.rows.values()].map(({ indexed }) => parseText(indexed).record).filter((record) => isListed(record, request));
  const following = records.sort(newestFirst).filter((record) => start === undefined || newestFirst(start, record) < 0);
  const executions = following.slice(0, pageSize(request.max, 1));
  const last = executions.at(-1);
  return last === undefined || executions.length === following.length ? { executions } : { executions, cursor: printCursor(last) };
}

function prune({ rows, keys }: Tables, before: number): void {
  for (const [key, executionId] of keys) {
    const row = rows.get(executionId);
    if (row === undefined || parseText(row.indexed).record.createdAt < before) keys.delete(key);
  }
}
