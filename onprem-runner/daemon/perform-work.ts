import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import { envelopeContent } from '#shared/core/tier/envelope.ts';
import { runEvaluate } from '../tasks/evaluate.ts';
import { runTask } from '../tasks/table.ts';
import type { TaskCall } from '../tasks/task-context.ts';
import { taskFailure, type TaskResult } from '../tasks/task-result.ts';
import { openArguments } from './open-arguments.ts';
import { placedTask, type PlacedTask, type RunnerProgram } from './programs.ts';
import { releaseResult, type ReleasedResult } from './release-result.ts';
import type { RunnerPorts, RunnerSettings } from './runner-ports.ts';

/** How an attempt ended, fit to leave the zone; `deferred`: not yet, something that it needs is not there. */
export type WorkOutcome = ReleasedResult | { readonly outcome: 'deferred'; readonly reason: 'revision' | 'unavailable' };

export interface WorkRequest {
  readonly item: WorkItem;
  readonly find: (revision: string) => Promise<RunnerProgram | undefined>;
  readonly signal: AbortSignal;
}

/**
 * Performs one attempt from its sealed arguments to its released result. Never rejects and lets no foreign message through: what is not a
 * failure of the workflow is either worth another try here (`deferred`), or a fault that becomes `Uwf.HandlerFailed`.
 */
export async function performWork(ports: RunnerPorts, settings: RunnerSettings, request: WorkRequest): Promise<WorkOutcome> {
  try {
    return await perform(ports, settings, request);
  } catch (error) {
    const { attemptId, executionId } = request.item;
    const isRetryable = error instanceof UwfError && error.entry.disposition === 'retryable';
    ports.logger.error('work-broken', { attemptId, executionId, code: error instanceof UwfError ? error.code : 'fault' });
    return isRetryable ? { outcome: 'deferred', reason: 'unavailable' } : taskFailure(ERROR_NAMES.handlerFailed, 'the runner could not perform the task');
  }
}

async function perform(ports: RunnerPorts, settings: RunnerSettings, { item, find, signal }: WorkRequest): Promise<WorkOutcome> {
  const program = await find(item.revision);
  if (program === undefined) return { outcome: 'deferred', reason: 'revision' };
  const task = placedTask(program, item);
  if (task === undefined) return taskFailure(ERROR_NAMES.invalidSealedInput, "the work item at '' is not about a task that its program places here");
  const { tenant, runnerId } = settings;
  const opened = await openArguments(ports, { item, program, task, tenant, runnerId });
  if (!opened.ok) return taskFailure(ERROR_NAMES.invalidSealedInput, `the argument at '${opened.error.pointer}' ${OPEN_REASONS[opened.error.reason]}`);
  const given = await evaluateHere(ports, { item, arguments: opened.value, signal }, task);
  if (given.outcome === 'failed') return given;
  const result = await runTask(ports, { item, arguments: given.output, signal });
  return result.outcome === 'failed' ? result : releaseResult(ports, { item, program, task, tenant, runnerId, result });
}

/**
 * Arguments that the compiler lets the worker evaluate, because their expressions read what the sender may not see. Whether they are such
 * is read from the runner's own program: expressions that come in data are never evaluated.
 */
async function evaluateHere(ports: RunnerPorts, call: TaskCall, { state }: PlacedTask): Promise<TaskResult> {
  const content = state.Resource === 'uwf:evaluate' || envelopeContent(state.Arguments) === undefined ? undefined : envelopeContent(call.arguments);
  return content === undefined ? { outcome: 'succeeded', output: call.arguments } : runEvaluate(ports, { ...call, arguments: content });
}

const OPEN_REASONS = {
  template: 'is not what the program gives its task',
  count: 'holds too many sealed values',
  unsealed: 'is sealed in a way that does not open',
  context: 'is sealed for another tenant, definition, caller or execution',
  origin: 'is sealed for another place',
  schema: 'breaks the input schema once it is open',
  transient: 'holds what is transient once it is open',
} as const;

