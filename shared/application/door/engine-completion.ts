import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import { completeTask, failTask, heartbeatTask, type AdvanceOutcome, type AdvancePorts } from '../advance-execution.ts';

/** Attempts of our own engine: its attempt ids are all that is needed, and late or repeated ends change nothing. */
export function createEngineCompletion(ports: AdvancePorts): TaskCompletion {
  return {
    complete: async ({ executionId, attemptId, output }) => toldIf(isAdvanced(await completeTask(ports, { executionId, attemptId, output }))),
    fail: async ({ executionId, attemptId, error, cause }) => toldIf(isAdvanced(await failTask(ports, { executionId, attemptId, error, cause }))),
    heartbeat: async ({ executionId, attemptId }) => toldIf((await heartbeatTask(ports, { executionId, attemptId })).awaited),
  };
}

function isAdvanced(outcome: AdvanceOutcome): boolean {
  return outcome.kind === 'advanced';
}

function toldIf(isTold: boolean): 'told' | 'closed' {
  return isTold ? 'told' : 'closed';
}
