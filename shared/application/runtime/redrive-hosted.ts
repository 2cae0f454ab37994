import type { ExecutionEngine, HostedExecution } from '#shared/ports/execution-engine.ts';
import type { ExecutionIndex, IndexedExecution } from '#shared/ports/execution-index.ts';
import type { RedriveOutcome } from '#shared/ports/runtime.ts';

/** What letting an execution go on needs. */
export interface RedriveHostedPorts {
  readonly index: Pick<ExecutionIndex, 'load' | 'reopen'>;
  readonly engine: Pick<ExecutionEngine, 'redrive'>;
}

/**
 * Lets an execution of a cloud's service go on from where it failed. The service is asked first; should the index not hear of it, whoever looks at the execution
 * next finds out ({@link isOpenAgain}). Errors: `UWF-5001`, `UWF-5010`.
 */
export async function redriveHosted({ index, engine }: RedriveHostedPorts, { executionId }: { readonly executionId: string }): Promise<RedriveOutcome> {
  const found = await index.load({ executionId });
  if (found === undefined) return 'unknown';
  if (engine.redrive === undefined) return 'unsupported';
  if (found.place === undefined) return 'unknown';
  const outcome = await engine.redrive({ executionId, place: found.place });
  const { endedAt } = found.record;
  if (outcome === 'redriven' && endedAt !== undefined) await index.reopen({ executionId, endedAt });
  return outcome;
}

/** Whether an entry has no end that holds: one that was noted before the service let the execution go on is taken back. Errors: `UWF-5001`. */
export async function isOpenAgain(index: Pick<ExecutionIndex, 'reopen'>, { record }: IndexedExecution, { redrivenAt }: HostedExecution): Promise<boolean> {
  const { id: executionId, status, endedAt } = record;
  if (status === 'running') return true;
  if (redrivenAt === undefined || endedAt === undefined || endedAt > redrivenAt) return false;
  await index.reopen({ executionId, endedAt });
  return true;
}
