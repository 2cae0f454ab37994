import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { InboxChange, LocalTransaction, StepInbox } from '#shared/ports/step-inbox.ts';
import { fromPostgresError, isConflict } from './errors.ts';
import { CONFLICT_ATTEMPTS_MAX } from './limits.ts';
import { runner, type Run } from './run.ts';
import type { SqlClient, SqlPool } from './sql-client.ts';
import { parseBankRow } from './step-inbox-rows.ts';
import { LOCK_BANK_STEP } from './step-inbox-statements.ts';
import { toColumn } from './text.ts';

type FinishWithin = StepInbox['finishWithin'];

interface FinisherOptions {
  readonly pool: SqlPool;
  readonly schema: string;
  /** How many may run at once. The others wait for their turn, and hold nothing. */
  readonly atOnceMax: number;
  /** Keys of changes that were stale. */
  readonly commit: (run: Run, request: { readonly changes: readonly InboxChange[] }) => Promise<readonly string[]>;
}

/** How one try ended. `stale`: somebody made the row while it was not there to be locked. */
type FinishEnd = { readonly kind: 'committed' | 'given-up' | 'stale' } | { readonly kind: 'thrown'; readonly error: unknown };

/** `finishWithin` of an inbox. */
export function createFinisher(options: FinisherOptions): FinishWithin {
  const takeTurn = createTurns(options.atOnceMax);
  return async (request) => {
    for (let attempt = 0; attempt < CONFLICT_ATTEMPTS_MAX; attempt += 1) {
      const end = await takeTurn(() => finishOnce(options, request));
      if (end.kind === 'thrown') throw end.error;
      if (end.kind !== 'stale') return end.kind === 'committed';
    }
    throw new UwfError('UWF-5001', 'the step is changed by others all the time');
  };
}

/**
 * The row is locked first, so that its version cannot change any more. The effect lies behind a savepoint, so that a step can end as failed although a
 * statement of its effect was refused. What rolls the transaction back is an error of our own; the others are the server's.
 */
async function finishOnce({ pool, schema, commit }: FinisherOptions, { key, finish }: Parameters<FinishWithin>[0]): Promise<FinishEnd> {
  const undo = new UwfError('UWF-5001');
  const outcome: { end: FinishEnd } = { end: { kind: 'committed' } };
  const rollBack = (end: FinishEnd): never => {
    outcome.end = end;
    throw undo;
  };
  try {
    await pool.transaction(async (client) => {
      const run = runner(client, schema);
      const [row] = await run('lock-bank-step', LOCK_BANK_STEP, [toColumn(key)]);
      await client.query({ text: 'SAVEPOINT uwf_effect' });
      const stored = row === undefined ? undefined : parseBankRow(row);
      const change = await finish(stored, localTransaction(client)).catch((error: unknown) => (isConflict(error) ? Promise.reject(error) : rollBack({ kind: 'thrown', error })));
      if (change === undefined) return rollBack({ kind: 'given-up' });
      if (change.row.state !== 'done') await client.query({ text: 'ROLLBACK TO SAVEPOINT uwf_effect' });
      const stale = await commit(run, { changes: [change] });
      if (stale.length > 0) rollBack({ kind: 'stale' });
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
  return outcome.end;
}

/** Comments, then a command that ends a transaction or begins another one: then the effect would no longer happen together with the end of its step. */
const ENDS_TRANSACTION = /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*(?:abort|begin|commit|end|prepare\s+transaction|rollback(?!\s+(?:(?:work|transaction)\s+)?to\b)|start)\b/iu;

/** Errors are ours, because the driver's quote values. */
function localTransaction(client: SqlClient): LocalTransaction {
  return {
    query: async ({ text, values = [] }) => {
      if (ENDS_TRANSACTION.test(text)) throw new UwfError('UWF-5000', 'a local effect must leave the transaction that it is part of open');
      try {
        return await client.query({ text, values, isForeign: true });
      } catch (error) {
        throw fromPostgresError(error, 'UWF-5001');
      }
    },
  };
}

/** Lets so many in at once, in the order in which they came. */
function createTurns(atOnceMax: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = atOnceMax;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
