import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { HeldOutput, OutputToHold, Quarantine, QuarantineDecision, QuarantineStatus } from '#shared/ports/quarantine.ts';
import { pageSize, PRUNE_ROWS_MAX, sequenceNumber } from './limits.ts';
import { DECIDE_OUTPUT, FIND_OUTPUT, HOLD_OUTPUT, LIST_OUTPUTS, LIST_OUTPUTS_BY_STATUS, PRUNE_OUTPUTS, USE_OUTPUT_LIKE, USE_OUTPUT_OF_VISIT } from './quarantine-statements.ts';
import { parseJson, parseMember, parseName, parseNumber, parseOptionalRaw, parseRaw } from './rows.ts';
import { runner, type Run } from './run.ts';
import type { SqlPool, SqlRow } from './sql-client.ts';
import { fromColumn, toColumn } from './text.ts';

const STATUSES: readonly QuarantineStatus[] = ['held', 'approved', 'released', 'used', 'discarded'];

/** What is not in a column of its own. */
type Described = Pick<OutputToHold, 'attemptId' | 'executionId' | 'task' | 'findings'>;

/** The quarantine in PostgreSQL: each method is one statement, and so one transaction. */
export function createPostgresQuarantine(pool: SqlPool, schema: string): Quarantine {
  const run = runner(pool, schema);
  return {
    hold: async ({ output, now }) => {
      const { attemptId, executionId, task, findings } = output;
      const described: Described = { attemptId, executionId, task, findings };
      const values = [toColumn(output.id), toColumn(output.visit), toColumn(output.fingerprint), JSON.stringify(described), output.sealed ?? null, wholeMilliseconds(now)];
      const [row] = await run('hold-output', HOLD_OUTPUT, values);
      assert(row !== undefined, 'holding gives one row');
      return { id: parseName(row, 'id'), isNew: row['is_new'] === true };
    },
    find: async ({ id }) => (await run('find-output', FIND_OUTPUT, [toColumn(id)])).map(parseOutput)[0],
    list: async ({ status, after = 0, max }) => {
      const page = [Math.max(0, Math.trunc(after)), pageSize(max, 0)];
      const rows = status === undefined ? await run('list-outputs', LIST_OUTPUTS, page) : await run('list-outputs-by-status', LIST_OUTPUTS_BY_STATUS, [...page, status]);
      return rows.map(parseOutput);
    },
    decide: async ({ id, version, status, decision }) => (await run('decide-output', DECIDE_OUTPUT, [toColumn(id), sequenceNumber(version), status, JSON.stringify(decision)])).length === 1,
    use: async ({ by, attemptId, now }) => {
      const values = [toColumn(by.kind === 'visit' ? by.visit : by.fingerprint), toColumn(attemptId), wholeMilliseconds(now)];
      const rows = by.kind === 'visit' ? await run('use-output-of-visit', USE_OUTPUT_OF_VISIT, values) : await run('use-output-like', USE_OUTPUT_LIKE, values);
      return rows.map(parseOutput)[0];
    },
    prune: ({ before }) => prune(run, before),
  };
}

async function prune(run: Run, before: number): Promise<void> {
  let rows = PRUNE_ROWS_MAX;
  while (rows >= PRUNE_ROWS_MAX) rows = (await run('prune-outputs', PRUNE_OUTPUTS, [wholeMilliseconds(before), PRUNE_ROWS_MAX])).length;
}

function parseOutput(row: SqlRow): HeldOutput {
  const sealed = parseOptionalRaw(row, 'sealed');
  const usedBy = parseOptionalRaw(row, 'used_by');
  return {
    ...parseJson<Described>(parseRaw(row, 'output')),
    id: parseName(row, 'id'),
    visit: parseName(row, 'visit'),
    fingerprint: parseName(row, 'fingerprint'),
    ...(sealed === undefined ? {} : { sealed }),
    sequence: parseNumber(row, 'sequence'),
    status: parseMember(row, 'status', STATUSES),
    version: parseNumber(row, 'version'),
    decisions: parseJson<readonly QuarantineDecision[]>(parseRaw(row, 'decisions')),
    heldAt: parseNumber(row, 'held_at'),
    lastAt: parseNumber(row, 'last_at'),
    count: parseNumber(row, 'count'),
    ...(usedBy === undefined ? {} : { usedBy: fromColumn(usedBy) }),
  };
}
