import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { Unsealer } from '#shared/ports/sealer.ts';
import type { Revealer } from '#shared/ports/vault.ts';
import { envelopeContent } from '#shared/core/tier/envelope.ts';
import type { ReleasedResult } from '../egress/egress-ports.ts';
import type { EgressGuard } from '../egress/guard.ts';
import { runEvaluate } from '../tasks/evaluate.ts';
import { runTask } from '../tasks/table.ts';
import type { TaskCall, TaskPorts } from '../tasks/task-context.ts';
import { taskFailure, type TaskFailure, type TaskResult } from '../tasks/task-result.ts';
import { openArguments } from './open-arguments.ts';
import { placedTask, type PlacedTask, type RunnerProgram } from './programs.ts';
import { resolveTokens, type ResolveTokensFault } from './resolve-tokens.ts';

/** What performing works with. */
export interface PerformPorts extends TaskPorts {
  /** The only way out: results and failures leave through it. */
  readonly egress: EgressGuard;
  readonly unsealer: Unsealer;
  /** Where the values of tokens are; absent: this runner knows no token. */
  readonly vault?: Revealer;
  readonly logger: Logger;
}

/** Who performs, and for whom. */
export interface PerformSettings {
  readonly tenant: string;
  readonly runnerId: string;
}

/** How an attempt ended, fit to leave the zone; `deferred`: not yet, something that it needs is not there. `hasBegun`: its effect may have happened. */
export type WorkOutcome = ReleasedResult | { readonly outcome: 'deferred'; readonly hasBegun: boolean };

export interface WorkRequest extends Omit<TaskCall, 'arguments'> {
  readonly find: (revision: string) => Promise<RunnerProgram | undefined>;
}

/**
 * Performs one attempt from its sealed arguments to its released result. Never rejects and lets no foreign message through: what is not a
 * failure of the workflow is either worth another try here (`deferred`), or a fault that becomes `Uwf.HandlerFailed`.
 */
export async function performWork(ports: PerformPorts, settings: PerformSettings, request: WorkRequest): Promise<WorkOutcome> {
  const progress = { hasBegun: false };
  try {
    const outcome = await perform(ports, settings, { ...request, progress });
    return outcome.outcome === 'failed' ? ports.egress.failure(outcome, request.item.resource) : outcome;
  } catch (error) {
    const { attemptId, executionId } = request.item;
    const isRetryable = error instanceof UwfError && error.entry.disposition === 'retryable';
    ports.logger.error('work-broken', { attemptId, executionId, code: error instanceof UwfError ? error.code : 'fault' });
    return isRetryable ? { outcome: 'deferred', hasBegun: progress.hasBegun } : taskFailure(ERROR_NAMES.handlerFailed, 'the runner could not perform the task');
  }
}

interface Performing extends WorkRequest {
  /** Set once the task itself is called. */
  readonly progress: { hasBegun: boolean };
}

async function perform(ports: PerformPorts, settings: PerformSettings, { find, progress, ...call }: Performing): Promise<WorkOutcome> {
  const { item } = call;
  const program = await find(item.revision);
  if (program === undefined) return { outcome: 'deferred', hasBegun: false };
  const task = placedTask(program, item);
  if (task === undefined) return taskFailure(ERROR_NAMES.invalidSealedInput, "the work item at '' is not about a task that its program places here");
  const { tenant, runnerId } = settings;
  const visit = call.idempotencyKey === undefined ? {} : { visit: call.idempotencyKey };
  const leaving = { item, program, task, tenant, runnerId, ...visit };
  const stored = await ports.egress.stored(leaving);
  if (stored !== undefined) return stored;
  const opened = await openArguments(ports, { item, program, task, tenant, runnerId });
  if (!opened.ok) return taskFailure(ERROR_NAMES.invalidSealedInput, `the argument at '${opened.error.pointer}' ${OPEN_REASONS[opened.error.reason]}`);
  const resolved = await resolveTokens(ports, { item, program, task, tenant, runnerId, opened: opened.value });
  if (!resolved.ok) return tokenFailure(resolved.error);
  const given = await evaluateHere(ports, { ...call, arguments: resolved.value }, task);
  if (given.outcome === 'failed') return given;
  progress.hasBegun = true;
  const result = await runTask(ports, { ...call, arguments: given.output });
  return result.outcome === 'failed' ? result : ports.egress.result({ ...leaving, result });
}

/** A workflow can tell what is not there any more, for example because somebody's data was erased, from what should not have been sent. */
function tokenFailure({ pointer, reason }: ResolveTokensFault): TaskFailure {
  const error = reason === 'unknown' ? ERROR_NAMES.unknownToken : ERROR_NAMES.invalidSealedInput;
  return taskFailure(error, `the argument at '${pointer}' ${TOKEN_REASONS[reason]}`);
}

/**
 * Arguments that the compiler lets the worker evaluate, because their expressions read what the sender may not see. Whether they are such
 * is read from the runner's own program: expressions that come in data are never evaluated.
 */
async function evaluateHere(ports: PerformPorts, call: TaskCall, { state }: PlacedTask): Promise<TaskResult> {
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

const TOKEN_REASONS = {
  count: 'holds too many tokens',
  origin: 'is a token where none may be',
  unknown: 'is a token whose value the vault does not have, or not any more',
  place: 'is a token for another definition, field, caller, execution or purpose',
  schema: 'breaks the input schema once its token is resolved',
  transient: 'holds what is transient once its token is resolved',
} as const;
