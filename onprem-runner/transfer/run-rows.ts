import type { WorkflowClient } from '#shared/client/index.ts';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import { rowError, type TransferRows } from './rows.ts';

const PAGE_RUNS = 100;

/**
 * Outputs of the completed runs of a workflow, the newest first, as they were when each was asked for. What the egress guard holds in quarantine ended no
 * run well, so it is not among them. Errors: `UWF-4227` for an output that is no object, `WorkflowServiceError`.
 */
export async function* rowsOfRuns(client: WorkflowClient, workflow: string): TransferRows {
  let item = 0;
  let cursor: string | undefined;
  do {
    const page = await client.workflows.runs({ workflow, status: 'COMPLETED', limit: PAGE_RUNS, ...(cursor === undefined ? {} : { cursor }) });
    for (const { runId } of page.runs) {
      item += 1;
      const place = `run ${runId}`;
      const row = await client.workflows.get(runId).result();
      if (!isJsonObject(row)) throw rowError(place, [{ pointer: '', message: 'is not a JSON object' }]);
      yield { item, place, row };
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}
