import { parseCursor, printCursor } from '#shared/core/history/journal-rules.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ExecutionPage, ListExecutions } from '#shared/ports/execution-store.ts';
import { parseRecord } from './execution-rows.ts';
import { listStatement, type ListedTable } from './execution-statements.ts';
import { pageSize } from './limits.ts';
import type { Run } from './run.ts';
import { toColumn } from './text.ts';

/** One page of a table of executions, the newest first. Errors: `UWF-4000` (foreign cursor). */
export async function listExecutions(run: Run, table: ListedTable, { principal, status, definition, max, cursor }: ListExecutions): Promise<ExecutionPage> {
  const start = cursor === undefined ? undefined : parseCursor(cursor);
  if (cursor !== undefined && start === undefined) throw new UwfError('UWF-4000', 'the cursor is not one that this operation gave');
  const conditions = [principal, status, definition?.namespace, definition?.name, definition?.version];
  const shape = {
    principal: principal !== undefined,
    status: status !== undefined,
    namespace: definition?.namespace !== undefined,
    name: definition !== undefined,
    version: definition?.version !== undefined,
    cursor: start !== undefined,
  };
  const statement = listStatement(shape, table);
  const size = pageSize(max, 1);
  const values = conditions.flatMap((value) => (value === undefined ? [] : [toColumn(value)]));
  const rows = await run(statement.name, statement.text, [size + 1, ...values, ...(start === undefined ? [] : [start.createdAt, toColumn(start.id)])]);
  const executions = rows.slice(0, size).map(parseRecord);
  const last = executions.at(-1);
  return last === undefined || rows.length <= size ? { executions } : { executions, cursor: printCursor(last) };
}
