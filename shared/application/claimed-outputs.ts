import type { JsonValue } from '#shared/core/kernel/json.ts';
import { digestOfClaim } from '#shared/core/kernel/claim.ts';
import type { ExecutionIndex } from '#shared/ports/execution-index.ts';
import type { ExecutionRecord } from '#shared/ports/execution-store.ts';
import type { ClaimCheck } from './claim-check.ts';

/**
 * An index that keeps outputs of any size: those that one of its entries cannot hold are put away. Who loads an entry sees the output; a list leaves a large
 * one out. Errors besides the index's own: `UWF-4130`, `UWF-5001`, `UWF-5011` (see {@link ClaimCheck}).
 */
export function withClaimedOutputs(index: ExecutionIndex, claims: ClaimCheck): ExecutionIndex {
  return {
    ...index,
    end: async (request) => {
      const { executionId, output } = request;
      await index.end(output === undefined ? request : { ...request, output: await claims.claim({ executionId, value: output }) });
    },
    load: async (request) => {
      const found = await index.load(request);
      const output = found?.record.output;
      if (found === undefined || output === undefined) return found;
      return { ...found, record: { ...found.record, output: await claims.redeem({ executionId: request.executionId, value: output }) } };
    },
    list: async (request) => {
      const page = await index.list(request);
      return { ...page, executions: page.executions.map(withoutClaim) };
    },
  };
}

function withoutClaim(record: ExecutionRecord): ExecutionRecord {
  const { output, ...rest } = record;
  return isClaimed(output) ? rest : record;
}

function isClaimed(output: JsonValue | undefined): boolean {
  return output !== undefined && digestOfClaim(output) !== undefined;
}
