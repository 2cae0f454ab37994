import { PRIORITIES, type Priority } from '#shared/core/kernel/priority.ts';
import { isDueStep, isOpenStep } from '#shared/core/protocol/step.ts';
import type { StepRow } from '#shared/core/protocol/step-row.ts';
import type { Versioned } from '#shared/ports/door-outbox.ts';
import type { CommitSteps, DoorBacklog, DueSteps, EngineCall, SiteReport, SiteStanding, StepStore } from '#shared/ports/step-store.ts';
import { claimOutgoing, loadTables, pruneSeen, putMessages, putSeen, writeChange, type DoorTables, type Outgoing } from './door-outbox.ts';
import { pageSize } from './limits.ts';

interface StepTables extends DoorTables<StepRow> {
  readonly calls: Outgoing<EngineCall>;
  readonly sites: Map<string, SiteReport>;
}

export interface MemoryStepStore extends StepStore {
  /** Forgets message ids that are too old to come again, and steps that were closed before a time. */
  prune(request: { readonly before: number }): void;
  rows(): readonly Versioned<StepRow>[];
  /** Everything as it is now, to be restored later: a backup. */
  snapshot(): StepStoreSnapshot;
  restore(snapshot: StepStoreSnapshot): void;
}

/** A backup of a {@link MemoryStepStore}. */
export type StepStoreSnapshot = { readonly [table in 'rows' | 'outbox' | 'seen' | 'calls' | 'sites']: ReadonlyMap<string, unknown> };

/** A step store that lives as long as the process. */
export function createMemoryStepStore(): MemoryStepStore {
  let tables = emptyTables();
  return {
    load: async (request) => ({ ...loadTables(tables, request), standing: standingOf(tables, request.site) }),
    commit: async (request) => commit(tables, request),
    due: async (request) => due(tables, request),
    openSteps: async ({ site }) => openSteps(tables, site),
    claimOutbox: async (request) => claimOutgoing(tables.outbox, request),
    settleOutbox: async ({ mids }) => mids.forEach((mid) => tables.outbox.waiting.delete(mid)),
    claimCalls: async (request) => claimOutgoing(tables.calls, request),
    settleCalls: async ({ ids }) => ids.forEach((id) => tables.calls.waiting.delete(id)),
    backlog: async () => backlogOf(tables),
    prune: ({ before }) => prune(tables, before),
    rows: () => [...tables.rows.values()],
    snapshot: () => copyOf(tables),
    restore: (snapshot) => {
      tables = fromSnapshot(snapshot);
    },
  };
}

function emptyTables(): StepTables {
  return { rows: new Map(), outbox: { waiting: new Map() }, seen: new Map(), calls: { waiting: new Map() }, sites: new Map() };
}

function copyOf({ rows, outbox, seen, calls, sites }: StepTables): StepStoreSnapshot {
  return { rows: new Map(rows), outbox: new Map(outbox.waiting), seen: new Map(seen), calls: new Map(calls.waiting), sites: new Map(sites) };
}

/** A snapshot is what {@link copyOf} made. */
function fromSnapshot(snapshot: StepStoreSnapshot): StepTables {
  const copies = snapshot as { rows: StepTables['rows']; outbox: StepTables['outbox']['waiting']; seen: StepTables['seen']; calls: StepTables['calls']['waiting']; sites: StepTables['sites'] };
  return { rows: new Map(copies.rows), outbox: { waiting: new Map(copies.outbox) }, seen: new Map(copies.seen), calls: { waiting: new Map(copies.calls) }, sites: new Map(copies.sites) };
}

function commit(tables: StepTables, { changes, messages = [], seen = [], sites = [] }: CommitSteps): readonly string[] {
  const stale: string[] = [];
  for (const change of changes) {
    if (!writeChange(tables, change)) {
      stale.push(change.row.key);
      continue;
    }
    for (const call of change.calls) {
      if (!tables.calls.waiting.has(call.id)) tables.calls.waiting.set(call.id, { value: call, leaseUntil: 0 });
    }
  }
  putMessages(tables, messages);
  putSeen(tables, seen);
  for (const report of sites) tables.sites.set(report.site, merged(tables.sites.get(report.site), report));
  return stale;
}

function merged(known: SiteReport | undefined, report: SiteReport): SiteReport {
  return { ...known, ...report, rin: Math.max(known?.rin ?? 1, report.rin) };
}

function standingOf({ sites }: StepTables, site: string): SiteStanding {
  const { site: _site, ...report } = sites.get(site) ?? { site, rin: 1 };
  return report;
}

function openSteps({ rows }: StepTables, site: string): number {
  let open = 0;
  for (const { row } of rows.values()) if (row.site === site && isOpenStep(row) && row.att > 0) open += 1;
  return open;
}

const RANK: Readonly<Record<Priority, number>> = { critical: 0, high: 1, normal: 2, low: 3 };

function due({ rows, sites }: StepTables, { site, now, cin, fresh, open }: DueSteps): readonly Versioned<StepRow>[] {
  const view = { now, cin, rin: sites.get(site)?.rin ?? 1, silenceMs: 0 };
  const all = [...rows.values()].filter(({ row }) => row.site === site && isDueStep(row, view)).sort((left, right) => left.row.dueAt - right.row.dueAt);
  const never = all.filter(({ row }) => isFresh(row)).sort((left, right) => RANK[left.row.priority] - RANK[right.row.priority]);
  return [...never.slice(0, pageSize(fresh, 0)), ...all.filter(({ row }) => !isFresh(row)).slice(0, pageSize(open, 0))];
}

function isFresh({ att, cancel }: StepRow): boolean {
  return att === 0 && cancel === undefined;
}

function backlogOf({ rows, outbox, calls }: StepTables): DoorBacklog {
  const open = [...rows.values()].filter(({ row }) => isOpenStep(row));
  const count = (isCounted: (row: StepRow) => boolean): DoorBacklog['open'] => {
    const [critical = 0, high = 0, normal = 0, low = 0] = PRIORITIES.map((priority) => open.filter(({ row }) => row.priority === priority && isCounted(row)).length);
    return { critical, high, normal, low };
  };
  return { fresh: count(isFresh), open: count((row) => !isFresh(row)), messages: outbox.waiting.size, calls: calls.waiting.size };
}

function prune(tables: StepTables, before: number): void {
  pruneSeen(tables, before);
  for (const [key, { row }] of tables.rows) {
    if (row.closedAt !== undefined && row.closedAt < before) tables.rows.delete(key);
  }
}
