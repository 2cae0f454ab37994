import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { Inbox } from '#shared/ports/inbox.ts';
import { ACCEPT, CANCEL, CLAIM, CLAIM_ANSWERS, FINISH, RENEW, SETTLE_ANSWERS } from './inbox-statements.ts';
import { pageSize, sequenceNumber } from './limits.ts';
import { inOrder, parseMember, parseName, parseNumber, parseObject } from './rows.ts';
import { runner } from './run.ts';
import type { SqlPool, SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';

const ACCEPT_OUTCOMES = ['accepted', 'known', 'answered'] as const;
const CANCEL_OUTCOMES = ['cancelled', 'started', 'finished'] as const;

/** The runner's inbox in PostgreSQL: each method is one statement, and so one transaction (protocol §7). */
export function createPostgresInbox(pool: SqlPool, schema: string): Inbox {
  const run = runner(pool, schema);
  return {
    accept: async ({ attemptId, executionId, message, now }) => {
      const rows = await run('accept-work', ACCEPT, [toColumn(attemptId), toColumn(executionId), JSON.stringify(message), wholeMilliseconds(now)]);
      return parseMember(onlyRow(rows), 'outcome', ACCEPT_OUTCOMES);
    },
    cancel: async ({ attemptId, executionId, now }) => {
      const rows = await run('cancel-work', CANCEL, [toColumn(attemptId), toColumn(executionId), wholeMilliseconds(now)]);
      return parseMember(onlyRow(rows), 'outcome', CANCEL_OUTCOMES);
    },
    claim: async ({ worker, max, leaseMs, now }) => {
      const rows = await run('claim-work', CLAIM, [Math.floor(now), wholeMilliseconds(now + leaseMs), pageSize(max, 0), toColumn(worker)]);
      return inOrder(rows).map((row) => ({
        attemptId: parseName(row, 'attempt_id'),
        executionId: parseName(row, 'execution_id'),
        epoch: parseNumber(row, 'epoch'),
        message: parseObject(row, 'message'),
      }));
    },
    renew: async ({ attemptId, epoch, leaseMs, now }) => {
      const rows = await run('renew-work', RENEW, [toColumn(attemptId), sequenceNumber(epoch), wholeMilliseconds(now + leaseMs)]);
      return rows.length === 1;
    },
    finish: async ({ attemptId, epoch, answer, now }) => {
      const rows = await run('finish-work', FINISH, [toColumn(attemptId), sequenceNumber(epoch), JSON.stringify(answer), wholeMilliseconds(now)]);
      return rows.length === 1;
    },
    claimOutbox: async ({ max, leaseMs, now }) => {
      const rows = await run('claim-answers', CLAIM_ANSWERS, [Math.floor(now), wholeMilliseconds(now + leaseMs), pageSize(max, 0)]);
      return inOrder(rows).map((row) => ({ id: parseName(row, 'id'), executionId: parseName(row, 'execution_id'), answer: parseObject(row, 'answer') }));
    },
    settleOutbox: async ({ answerIds }) => {
      if (answerIds.length > 0) await run('settle-answers', SETTLE_ANSWERS, [answerIds.map(toColumn)]);
    },
  };
}

function onlyRow(rows: readonly SqlRow[]): SqlRow {
  const [row] = rows;
  assert(row !== undefined, 'the statement gives exactly one row');
  return row;
}
