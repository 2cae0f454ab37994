import type { TaskPriority } from '#shared/core/definition/model-parts.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { TaskMessage } from '#shared/core/step-functions/task-message.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { ExecutionIndex } from '#shared/ports/execution-index.ts';
import type { CompletionOutcome, TaskCompletion } from '#shared/ports/task-completion.ts';
import type { DefinitionCache } from '../definition-cache.ts';
import type { TaskDoor } from '../engine-ports.ts';
import { placedWork } from '../placed-task.ts';
import { executeWithin, type TaskExecutor } from '../task-executor.ts';

/** What taking up the tasks of a cloud's service needs. */
export interface HostedWorkPorts {
  readonly index: ExecutionIndex;
  readonly programs: DefinitionCache;
}

/** A task with what our own records say of it: the message says only what its machine could. */
async function takeUp({ index, programs }: HostedWorkPorts, message: TaskMessage): Promise<{ readonly item: WorkItem; readonly priority: TaskPriority }> {
  const { executionId, attemptId, revision, state, resource, retryCount, visit, scope } = message;
  const [found, { stored }] = await Promise.all([index.load({ executionId }), programs.load(revision)]);
  if (found === undefined) throw new UwfError('UWF-5001', 'the execution of a task is not in the index yet', { details: { executionId } });
  const item: WorkItem = {
    kind: 'run', attemptId, executionId, definition: stored.identity, revision, state, resource, arguments: message.arguments, principal: found.record.principal, retryCount,
    ...(visit === undefined ? {} : { visit }),
    ...(scope === undefined ? {} : { scope }),
  };
  return { item, priority: placedWork(stored.program.placement, state, found.record.priority).priority };
}

/** What came of a task: told, nobody waited any more, or somebody else will answer it. */
export type HostedOutcome = CompletionOutcome | 'pending';

/**
 * Carries out one task of the target's own zone and answers its token. At least once: what is thrown is retryable, and the message comes again.
 * Errors: `UWF-5001`, `UWF-5010`, and what of the executor is retryable.
 */
export async function workHosted(ports: HostedWorkPorts & { readonly executor: TaskExecutor; readonly completion: TaskCompletion }, message: TaskMessage, limitMs: number): Promise<HostedOutcome> {
  const { executionId, attemptId, token } = message;
  const { item } = await takeUp(ports, message);
  const outcome = await executeWithin(ports.executor, { ...item, token }, limitMs);
  if (outcome === 'pending') return outcome;
  const attempt = { executionId, attemptId, token };
  return outcome.ok ? ports.completion.complete({ ...attempt, output: outcome.output }) : ports.completion.fail({ ...attempt, error: outcome.error, cause: outcome.cause });
}

/** Gives tasks of the bank to the door, which keeps their tokens; idempotent by attempt. Errors: `UWF-5001`. */
export async function dispatchHosted(ports: HostedWorkPorts & { readonly door: TaskDoor }, messages: readonly TaskMessage[]): Promise<void> {
  // The runner knows the effects of its own handlers; what is said here could only make them stricter.
  const tasks = await Promise.all(messages.map(async (message) => ({ ...(await takeUp(ports, message)), token: message.token, effect: 'idempotent' as const })));
  await ports.door.dispatch(tasks);
}
