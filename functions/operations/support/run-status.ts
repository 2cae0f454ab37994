import type { StateStatus } from '#shared/application/describe-execution.ts';
import type { ExecutionStatus } from '#shared/core/interpreter/snapshot.ts';

/** Statuses of a run as the API says them, which is how the earlier system did. */
export const RUN_STATUSES = { running: 'RUNNING', succeeded: 'COMPLETED', failed: 'FAILED', stopped: 'CANCELLED', 'timed-out': 'TIMED_OUT' } as const satisfies {
  readonly [status in ExecutionStatus]: string;
};

export type RunStatus = (typeof RUN_STATUSES)[ExecutionStatus];

/** Statuses of one step. `CAUGHT`: it failed, and the workflow went on. */
export const STEP_STATUSES = { running: 'RUNNING', succeeded: 'COMPLETED', caught: 'CAUGHT', failed: 'FAILED', stopped: 'CANCELLED' } as const satisfies {
  readonly [status in StateStatus]: string;
};

/** The inside status of an API status; undefined when there is none. */
export function parseRunStatus(text: string): ExecutionStatus | undefined {
  const statuses: readonly ExecutionStatus[] = ['running', 'succeeded', 'failed', 'stopped', 'timed-out'];
  return statuses.find((status) => RUN_STATUSES[status] === text);
}
