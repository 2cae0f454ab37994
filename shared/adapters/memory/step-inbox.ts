import type { InboxRow } from '#shared/core/protocol/inbox-row.ts';
import { isAsleep, isEndedRow } from '#shared/core/protocol/inbox-row.ts';
import { claimRow, isClaimable } from '#shared/core/protocol/inbox-work.ts';
import { PRIORITIES } from '#shared/core/kernel/priority.ts';
import type { Versioned } from '#shared/ports/door-outbox.ts';
import type { ClaimSteps, InboxCount, StepInbox } from '#shared/ports/step-inbox.ts';
import { claimOutgoing, loadTables, pruneSeen, putMessages, putSeen, writeChange, type DoorTables } from './door-outbox.ts';
import { pageSize } from './limits.ts';

/** A statement of a local effect: memory has no SQL, so it keeps what was asked for. */
export interface LocalStatement {
  readonly text: string;
  readonly values?: readonly (string | number | boolean | null)[];
}

interface InboxTables extends DoorTables<InboxRow> {
  /** In the order of their commits. */
  readonly local: LocalStatement[];
}

export interface MemoryStepInbox extends StepInbox {
  /** Forgets message ids that are too old to come again, and steps that ended before a time. */
  prune(request: { readonly before: number }): void;
  rows(): readonly Versioned<InboxRow>[];
  /** Statements of local effects that were committed. */
  localStatements(): readonly LocalStatement[];
  /** Everything as it is now, to be restored later: a backup. */
  snapshot(): StepInboxSnapshot;
  restore(snapshot: StepInboxSnapshot): void;
}

/** A backup of a {@link MemoryStepInbox}. */
export type StepInboxSnapshot = { readonly [table in 'rows' | 'outbox' | 'seen']: ReadonlyMap<string, unknown> } & { readonly local: readonly LocalStatement[] };

/** An inbox of steps that lives as long as the process. */
export function createMemoryStepInbox(): MemoryStepInbox {
  let tables: InboxTables = { rows: new Map(), outbox: { waiting: new Map() }, seen: new Map(), local: [] };
  return {
    load: async (request) => loadTables(tables, request),
    commit: async ({ changes, seen = [], messages = [] }) => {
      const stale = changes.filter((change) => !writeChange(tables, change)).map(({ row }) => row.key);
      putSeen(tables, seen);
      putMessages(tables, messages);
      return stale;
    },
    claim: async (request) => claim(tables, request),
    finishWithin: (request) => finishWithin(() => tables, request),
    claimOutbox: async (request) => claimOutgoing(tables.outbox, request),
    settleOutbox: async ({ mids }) => mids.forEach((mid) => tables.outbox.waiting.delete(mid)),
    counts: async ({ rin }) => countsOf(tables, rin),
    rows: () => [...tables.rows.values()],
    localStatements: () => tables.local,
    prune: ({ before }) => prune(tables, before),
    snapshot: () => ({ rows: new Map(tables.rows), outbox: new Map(tables.outbox.waiting), seen: new Map(tables.seen), local: [...tables.local] }),
    restore: (snapshot) => {
      tables = fromSnapshot(snapshot);
    },
  };
}

/** A snapshot is what `snapshot` made. */
function fromSnapshot({ rows, outbox, seen, local }: StepInboxSnapshot): InboxTables {
  return {
    rows: new Map(rows as InboxTables['rows']),
    outbox: { waiting: new Map(outbox as InboxTables['outbox']['waiting']) },
    seen: new Map(seen as InboxTables['seen']),
    local: [...local],
  };
}

function claim(tables: InboxTables, { worker, take, leaseMs, now, rin }: ClaimSteps): readonly Versioned<InboxRow>[] {
  const free = [...tables.rows.values()].filter(({ row }) => isClaimable(row, { now, rin })).sort((left, right) => left.row.dueAt - right.row.dueAt);
  return PRIORITIES.flatMap((priority) => free.filter(({ row }) => row.priority === priority).slice(0, pageSize(take[priority] ?? 0, 0))).map(({ row, version }) => {
    const claimed = { row: claimRow(row, worker, now + leaseMs), version: version + 1 };
    tables.rows.set(row.key, claimed);
    return claimed;
  });
}

/** Nothing is locked here: a row that was changed meanwhile is found by its version, and all of it is done again. */
async function finishWithin(tables: () => InboxTables, { key, finish }: Parameters<StepInbox['finishWithin']>[0]): Promise<boolean> {
  for (;;) {
    const statements: LocalStatement[] = [];
    const before = tables();
    const change = await finish(before.rows.get(key), {
      query: async (statement) => {
        statements.push(statement);
        return [];
      },
    });
    if (change === undefined) return false;
    const now = tables();
    if (now !== before || !writeChange(now, change)) continue;
    if (change.row.state === 'done') now.local.push(...statements);
    return true;
  }
}

function countsOf({ rows }: InboxTables, rin: number): readonly InboxCount[] {
  const counts = new Map<string, InboxCount>();
  for (const { row } of rows.values()) {
    if (isEndedRow(row)) continue;
    const { priority } = row;
    const state = isAsleep(row, { now: 0, rin }) ? 'asleep' : row.state;
    const name = `${priority} ${state}`;
    counts.set(name, { priority, state, count: (counts.get(name)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

function prune(tables: InboxTables, before: number): void {
  pruneSeen(tables, before);
  for (const [key, { row }] of tables.rows) {
    if (row.endedAt !== undefined && row.endedAt < before) tables.rows.delete(key);
  }
}
