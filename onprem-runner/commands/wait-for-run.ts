import type { RunHandle, RunStatus, RunStatusName } from '#shared/client/index.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';

export const WAIT_MS_DEFAULT = 300_000;

/** Waits for the end of a run. Errors: `WorkflowWaitTimeoutError` when it has not come in time; the run goes on. */
export async function waitForRun(run: RunHandle, timeoutMs: number): Promise<RunStatus> {
  let last: RunStatus | undefined;
  for await (const status of run.watch({ timeoutMs })) last = status;
  assert(last !== undefined, 'a run that is watched has a status');
  return last;
}

/** How a command ends that waited for a run. */
export function exitCodeOfRun(status: RunStatusName): ExitCode {
  if (status === 'COMPLETED') return EXIT_CODES.ok;
  return status === 'TIMED_OUT' ? EXIT_CODES.timeout : EXIT_CODES.failed;
}
