import { assertStep, isEnded, parseCursor, printCursor, timersAfter, wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type {
  CommitOutcome,
  CreateExecution,
  CreateOutcome,
  DueTimer,
  ExecutionPage,
  ExecutionRecord,
  ExecutionStore,
  ListExecutions,
  OutboxEntry,
  StoredExecution,
  Transition,
} from '#shared/ports/execution-store.ts';
import { matches, newestFirst } from './execution-order.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';
import { pageSize } from './limits.ts';

interface Row {
  readonly sequence: number;
  readonly stored: JsonText<StoredExecution>;
  readonly createdAt: number;
  readonly fingerprint?: string;
}

interface WaitingEntry {
  readonly entry: JsonText<OutboxEntry>;
  leaseUntil: number;
}

/** What the journal is made of. Methods change it synchronously, which makes each of them atomic. */
interface Journal {
  readonly rows: Map<string, Row>;
  readonly keys: Map<string, string>;
  /** Ids of the executions that a principal started. */
  readonly ofPrincipal: Map<string, string[]>;
  readonly events: Map<string, JsonText<HistoryEvent>[]>;
  readonly outbox: Map<string, WaitingEntry>;
  /** By execution, then by timer. */
  readonly timers: Map<string, Map<string, number>>;
  /** Told in the step that ends an execution. */
  readonly onEnded: (executionId: string) => void;
}

export interface MemoryExecutionStore extends ExecutionStore {
  hasEnded(executionId: string): boolean;
  /** Forgets idempotency keys of executions that were created before a time. */
  prune(request: { readonly before: number }): void;
}

/** An execution store that lives as long as the process. */
export function createMemoryExecutionStore(options: { readonly onEnded?: (executionId: string) => void } = {}): MemoryExecutionStore {
  const { onEnded = () => undefined } = options;
  const journal: Journal = { rows: new Map(), keys: new Map(), ofPrincipal: new Map(), events: new Map(), outbox: new Map(), timers: new Map(), onEnded };
  return {
    hasEnded: (executionId) => isEnded(read(journal, executionId)?.record.status ?? 'running'),
    create: async (request) => create(journal, request),
    load: async ({ executionId }) => read(journal, executionId),
    commit: async ({ transitions }) => commit(journal, transitions),
    list: async (request) => list(journal, request),
    history: async ({ executionId, after, max }) =>
      (journal.events.get(executionId) ?? []).map(parseText).filter((event) => event.sequence > after).slice(0, pageSize(max, 0)),
    claimOutbox: async (request) => claimOutbox(journal, request),
    settleOutbox: async ({ entryIds }) => entryIds.forEach((id) => journal.outbox.delete(id)),
    dueTimers: async ({ now, max }) => dueTimers(journal, now).slice(0, pageSize(max, 0)),
    prune: ({ before }) => prune(journal, before),
  };
}

function read(journal: Journal, executionId: string): StoredExecution | undefined {
  const row = journal.rows.get(executionId);
  return row === undefined ? undefined : parseText(row.stored);
}

function create(journal: Journal, request: CreateExecution): CreateOutcome {
  const { record, idempotency } = request;
  const transition = { ...request.transition, executionId: record.id, expectedSequence: 0 };
  assertStep(transition);
  const key = idempotency === undefined ? undefined : keyOf(record.principal, idempotency.key);
  const existing = (key === undefined ? undefined : journal.keys.get(key)) ?? (journal.rows.has(record.id) ? record.id : undefined);
  if (existing !== undefined) return { created: false, executionId: existing, sameRequest: isSameRequest(journal, existing, request) };
  if (key !== undefined) journal.keys.set(key, record.id);
  const own = journal.ofPrincipal.get(record.principal) ?? [];
  journal.ofPrincipal.set(record.principal, own);
  own.push(record.id);
  write(journal, { ...record, status: 'running', updatedAt: record.createdAt }, transition, idempotency?.fingerprint);
  return { created: true };
}

function isSameRequest(journal: Journal, executionId: string, request: CreateExecution): boolean {
  const row = journal.rows.get(executionId);
  return row?.fingerprint === request.idempotency?.fingerprint && read(journal, executionId)?.record.principal === request.record.principal;
}

function keyOf(principal: string, key: string): string {
  return JSON.stringify([principal, key]);
}

function commit(journal: Journal, transitions: readonly Transition[]): readonly CommitOutcome[] {
  transitions.forEach(assertStep);
  return transitions.map((transition) => {
    const row = journal.rows.get(transition.executionId);
    const stored = read(journal, transition.executionId);
    const stale = row === undefined || stored === undefined || row.sequence !== transition.expectedSequence || isEnded(stored.record.status);
    if (stale) return { executionId: transition.executionId, outcome: 'stale' };
    write(journal, stored.record, transition, row.fingerprint);
    return { executionId: transition.executionId, outcome: 'committed' };
  });
}

function write(journal: Journal, before: ExecutionRecord, transition: Transition, fingerprint: string | undefined): void {
  const { snapshot, executionId } = transition;
  const stored = toText({ record: recordAfter(before, transition), snapshot });
  journal.rows.set(executionId, { sequence: snapshot.sequence, stored, createdAt: before.createdAt, ...(fingerprint === undefined ? {} : { fingerprint }) });
  const events = journal.events.get(executionId) ?? [];
  journal.events.set(executionId, events);
  events.push(...transition.events.map(toText));
  for (const message of transition.outbox) {
    if (!journal.outbox.has(message.id)) journal.outbox.set(message.id, { entry: toText({ ...message, executionId }), leaseUntil: 0 });
  }
  writeTimers(journal, transition);
  if (isEnded(snapshot.status)) journal.onEnded(executionId);
}

function writeTimers(journal: Journal, transition: Transition): void {
  const ended = isEnded(transition.snapshot.status);
  const timers = (ended ? undefined : journal.timers.get(transition.executionId)) ?? new Map<string, number>();
  transition.timersCleared.forEach((timerId) => timers.delete(timerId));
  timersAfter(transition).forEach((timer) => timers.set(timer.timerId, wholeMilliseconds(timer.dueAt)));
  if (timers.size === 0) journal.timers.delete(transition.executionId);
  else journal.timers.set(transition.executionId, timers);
}

function recordAfter(before: ExecutionRecord, { snapshot, at }: Transition): ExecutionRecord {
  return {
    ...before,
    createdAt: wholeMilliseconds(before.createdAt),
    status: snapshot.status,
    updatedAt: wholeMilliseconds(at),
    ...(isEnded(snapshot.status) ? { endedAt: wholeMilliseconds(at) } : {}),
    ...(snapshot.output === undefined ? {} : { output: snapshot.output }),
    ...(snapshot.failure === undefined ? {} : { failure: snapshot.failure }),
  };
}

function list(journal: Journal, request: ListExecutions): ExecutionPage {
  const start = request.cursor === undefined ? undefined : parseCursor(request.cursor);
  if (request.cursor !== undefined && start === undefined) throw new UwfError('UWF-4000', 'the cursor is not one that this operation gave');
  const records = recordsOf(journal, request.principal).filter((record) => matches(record, request));
  const following = records.sort(newestFirst).filter((record) => start === undefined || newestFirst(start, record) < 0);
  const executions = following.slice(0, pageSize(request.max, 1));
  const last = executions.at(-1);
  return last === undefined || executions.length === following.length ? { executions } : { executions, cursor: printCursor(last) };
}

function recordsOf(journal: Journal, principal: string | undefined): ExecutionRecord[] {
  const ids = principal === undefined ? [...journal.rows.keys()] : (journal.ofPrincipal.get(principal) ?? []);
  return ids.flatMap((id) => read(journal, id)?.record ?? []);
}

function claimOutbox(journal: Journal, { now, leaseMs, max }: { readonly now: number; readonly leaseMs: number; readonly max: number }): readonly OutboxEntry[] {
  const free = [...journal.outbox.values()].filter((waiting) => waiting.leaseUntil <= now).slice(0, pageSize(max, 0));
  for (const waiting of free) waiting.leaseUntil = now + leaseMs;
  return free.map((waiting) => parseText(waiting.entry));
}

function dueTimers(journal: Journal, now: number): readonly DueTimer[] {
  const timers = [...journal.timers].flatMap(([executionId, ofExecution]) => [...ofExecution].map(([timerId, dueAt]) => ({ executionId, timerId, dueAt })));
  return timers.filter((timer) => timer.dueAt <= now).sort((left, right) => left.dueAt - right.dueAt);
}

function prune(journal: Journal, before: number): void {
  for (const [key, executionId] of journal.keys) {
    if ((journal.rows.get(executionId)?.createdAt ?? 0) < before) journal.keys.delete(key);
  }
}
