import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { PRIORITIES } from '#shared/core/kernel/priority.ts';
import type { Versioned } from '#shared/ports/door-outbox.ts';
import type { InboxRow } from '#shared/core/protocol/inbox-row.ts';
import type { ClaimSteps, StepInbox } from '#shared/ports/step-inbox.ts';
import { commitParameters, createDoorOutbox, staleKeys } from './door-outbox.ts';
import { pageSize } from './limits.ts';
import { runner, type Run } from './run.ts';
import type { SqlPool } from './sql-client.ts';
import { createFinisher } from './step-inbox-finish.ts';
import { BANK_COLUMNS, parseClaimed, parseCount, parseLoadedInbox, priorityColumn } from './step-inbox-rows.ts';
import { CLAIM_BANK_STEPS, COMMIT_BANK_STEPS, COUNT_BANK_STEPS, LOAD_BANK_STEPS } from './step-inbox-statements.ts';
import { toColumn } from './text.ts';

/**
 * An inbox of steps in PostgreSQL (protocol §7): each method is one statement, and so one transaction, but for `finishWithin`. Of these at most
 * `finishesMax` run at once: each keeps a connection for the time of its effect.
 */
export function createPostgresStepInbox(pool: SqlPool, schema: string, finishesMax: number): StepInbox {
  const run = runner(pool, schema);
  return {
    ...createDoorOutbox(run, 'bank'),
    load: async ({ keys, mids }) => parseLoadedInbox(await run('load-bank-steps', LOAD_BANK_STEPS, [keys.map(toColumn), mids.map(toColumn)])),
    commit: (request) => commitInbox(run, request),
    claim: (request) => claim(run, request),
    finishWithin: createFinisher({ pool, schema, atOnceMax: finishesMax, commit: commitInbox }),
    counts: async ({ rin }) => (await run('count-bank-steps', COUNT_BANK_STEPS, [rin])).map(parseCount),
  };
}

async function commitInbox(run: Run, { changes, seen = [], messages = [] }: Parameters<StepInbox['commit']>[0]): Promise<readonly string[]> {
  return staleKeys(changes, await run('commit-bank-steps', COMMIT_BANK_STEPS, commitParameters(BANK_COLUMNS, changes, { seen, messages })));
}

/** Rows of a later incarnation than the caller knows are left to those who know it. */
async function claim(run: Run, { worker, take, leaseMs, now, rin }: ClaimSteps): Promise<readonly Versioned<InboxRow>[]> {
  const wanted = PRIORITIES.map((priority) => ({ priority, most: pageSize(take[priority] ?? 0, 0) })).filter(({ most }) => most > 0);
  if (wanted.length === 0) return [];
  const values = [wanted.map(({ priority }) => priorityColumn(priority)), wanted.map(({ most }) => most), rin, Math.floor(now), toColumn(worker), wholeMilliseconds(now + leaseMs)];
  return parseClaimed(await run('claim-bank-steps', CLAIM_BANK_STEPS, values));
}
