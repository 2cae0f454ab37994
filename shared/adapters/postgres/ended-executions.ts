import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import type { EndedExecutions } from '#shared/ports/ended-executions.ts';
import { CLAIM_WATCHES, CONFIRM_WATCH, SETTLE_WATCHES, WATCH } from './watch-statements.ts';
import { pageSize } from './limits.ts';
import { inOrder, parseName, parseObject } from './rows.ts';
import { runner } from './run.ts';
import type { SqlPool } from './sql-client.ts';
import { toColumn } from './text.ts';

/** Watches in PostgreSQL; the journal's own statements, and the index's of hosted executions, mark those whose execution ends. */
export function createPostgresEndedExecutions(pool: SqlPool, schema: string): EndedExecutions {
  const run = runner(pool, schema);
  return {
    watch: async ({ watch }) => {
      const rows = await run('watch-execution', WATCH, [toColumn(watch.id), toColumn(watch.executionId), JSON.stringify(watch.purpose)]);
      if (rows.length === 1) await run('confirm-watch', CONFIRM_WATCH, [toColumn(watch.id), toColumn(watch.executionId)]);
    },
    claim: async ({ now, leaseMs, max }) => {
      const rows = await run('claim-watches', CLAIM_WATCHES, [Math.floor(now), wholeMilliseconds(now + leaseMs), pageSize(max, 0)]);
      return inOrder(rows).map((row) => ({ id: parseName(row, 'id'), executionId: parseName(row, 'execution_id'), purpose: parseObject(row, 'purpose') }));
    },
    settle: async ({ ids }) => {
      if (ids.length > 0) await run('settle-watches', SETTLE_WATCHES, [ids.map(toColumn)]);
    },
  };
}
