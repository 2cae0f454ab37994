import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Runtime, RuntimeExecution } from '#shared/ports/runtime.ts';

/** Who asks for an execution; without a principal everybody's are seen. */
export interface LookRequest {
  readonly executionId: string;
  readonly principal?: string;
}

/** An execution for who asks. Those of others are answered as if there were none. Errors: `UWF-4041`, and those of the runtime. */
export async function visibleExecution({ runtime }: { readonly runtime: Runtime }, { executionId, principal }: LookRequest): Promise<RuntimeExecution> {
  const execution = await runtime.load({ executionId });
  if (execution === undefined || (principal ?? execution.record.principal) !== execution.record.principal) throw new UwfError('UWF-4041');
  return execution;
}
