import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import type { StepRow } from '#shared/core/protocol/step-row.ts';
import type { Versioned } from '#shared/ports/door-outbox.ts';
import type { CommitSteps, DueSteps, EngineCall, SiteReport, StepStore } from '#shared/ports/step-store.ts';
import { commitParameters, createDoorOutbox, leaseParameters, staleKeys } from './door-outbox.ts';
import { pageSize } from './limits.ts';
import { inOrder, parseJson, parseNumber, parseRaw } from './rows.ts';
import { runner, type Run } from './run.ts';
import type { SqlParameter, SqlPool } from './sql-client.ts';
import { FIRST_OPEN_LANE, FRESH_LANES, OPEN_LANES, parseBacklog, parseLoaded, parseStep, STEP_COLUMNS } from './step-store-rows.ts';
import { CLAIM_CALLS, COMMIT_STEPS, DOOR_BACKLOG, DUE_STEPS, LOAD_STEPS, OPEN_STEPS, SETTLE_CALLS } from './step-store-statements.ts';
import { toColumn } from './text.ts';

/** A step store in PostgreSQL: each method is one statement, and so one transaction (protocol §6). */
export function createPostgresStepStore(pool: SqlPool, schema: string): StepStore {
  const run = runner(pool, schema);
  return {
    ...createDoorOutbox(run, 'door'),
    load: async ({ keys, mids, site }) => parseLoaded(await run('load-steps', LOAD_STEPS, [keys.map(toColumn), mids.map(toColumn), toColumn(site)])),
    commit: (request) => commit(run, request),
    due: (request) => due(run, request),
    openSteps: async ({ site }) => {
      const [row] = await run('open-steps', OPEN_STEPS, [toColumn(site)]);
      return row === undefined ? 0 : parseNumber(row, 'open');
    },
    claimCalls: async (request) => inOrder(await run('claim-calls', CLAIM_CALLS, leaseParameters(request))).map((row) => parseJson<EngineCall>(parseRaw(row, 'call'))),
    settleCalls: async ({ ids }) => {
      if (ids.length > 0) await run('settle-calls', SETTLE_CALLS, [ids.map(toColumn)]);
    },
    backlog: async () => parseBacklog(await run('door-backlog', DOOR_BACKLOG, [])),
  };
}

async function commit(run: Run, { changes, messages = [], seen = [], sites = [] }: CommitSteps): Promise<readonly string[]> {
  const calls = changes.flatMap(({ row, calls: own }) => own.map((call) => ({ owner: row.key, call })));
  const written = await run('commit-steps', COMMIT_STEPS, [
    ...commitParameters(STEP_COLUMNS, changes, { messages, seen }),
    calls.map(({ owner }) => toColumn(owner)),
    calls.map(({ call }) => toColumn(call.id)),
    calls.map(({ call }) => JSON.stringify(call)),
    ...siteParameters(sites),
  ]);
  return staleKeys(changes, written);
}

function siteParameters(reports: readonly SiteReport[]): readonly SqlParameter[] {
  const bySite = new Map<string, SiteReport>();
  for (const report of reports) {
    const before = bySite.get(report.site);
    bySite.set(report.site, { ...before, ...report, rin: Math.max(before?.rin ?? report.rin, report.rin) });
  }
  const sites = [...bySite.values()];
  return [
    sites.map(({ site }) => toColumn(site)),
    sites.map(({ rin }) => rin),
    sites.map(({ slots }) => (slots === undefined ? null : wholeMilliseconds(slots))),
    sites.map(({ lag }) => (lag === undefined ? null : wholeMilliseconds(lag))),
    sites.map(({ at }) => wholeMilliseconds(at)),
  ];
}

async function due(run: Run, { site, now, cin, fresh, open }: DueSteps): Promise<readonly Versioned<StepRow>[]> {
  const [freshMax, openMax] = [pageSize(fresh, 0), pageSize(open, 0)];
  const lanes = [...(freshMax > 0 ? FRESH_LANES : []), ...(openMax > 0 ? OPEN_LANES : [])];
  if (lanes.length === 0) return [];
  const rows = await run('due-steps', DUE_STEPS, [toColumn(site), lanes, Math.floor(now), cin, freshMax, openMax]);
  const ranked = rows.map((row) => ({ row, rank: Math.min(parseNumber(row, 'lane'), FIRST_OPEN_LANE), dueAt: parseNumber(row, 'due_at') }));
  return ranked.sort((left, right) => left.rank - right.rank || left.dueAt - right.dueAt).map(({ row }) => parseStep(row));
}
