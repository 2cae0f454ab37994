import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { RunWorkflowTaskArguments } from '#shared/core/asl/model.ts';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CancelItem, WorkItem } from '#shared/core/work/message.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { ExecutionRecord } from '#shared/ports/execution-store.ts';
import type { AttemptReference } from '#shared/ports/task-completion.ts';
import { checkRunInput } from './check-run-input.ts';
import { derivedId } from './derived-id.ts';
import { domainFailure } from './domain-failure.ts';
import { isRetryable } from './failure-code.ts';
import type { SystemPorts } from './system-ports.ts';
import type { TaskOutcome } from './task-executor.ts';

/** How deep workflows may start workflows: a definition that runs itself without end stops here. */
export const RUN_WORKFLOW_DEPTH_MAX = 16;

/** The `version` that stands for the highest one. */
const LATEST_VERSION = 'latest';

/**
 * `uwf:run-workflow`: starts another workflow as an execution of its own (mapping §5.13). The attempt decides the execution's id, so that
 * redelivered work finds what was started. With `await` the attempt is pending until that execution has ended; otherwise the answer says its id.
 */
export async function runWorkflow(ports: SystemPorts, item: WorkItem): Promise<TaskOutcome | 'pending'> {
  const given = parseArguments(item.arguments);
  if (given === undefined) return { ok: false, error: ERROR_NAMES.invalidArguments, cause: 'the arguments do not name a workflow' };
  const awaited = await ports.attempts.find(item);
  if (awaited === undefined) return 'pending';
  const depth = awaited.depth + 1;
  if (depth > RUN_WORKFLOW_DEPTH_MAX) return domainFailure('runtime', 'Workflows run workflows too deeply', `at most ${RUN_WORKFLOW_DEPTH_MAX} levels`);
  const stored = await findWorkflow(ports, given);
  if (stored === undefined) return domainFailure('configuration', 'There is no such workflow', `${given.namespace}.${given.name}@${given.version}`);
  const problems = checkRunInput(ports, { stored, input: given.input, principal: item.principal });
  if (problems.length > 0) return domainFailure('validation', 'The input does not fit the workflow', problems.map(({ pointer, message }) => `${pointer} ${message}`).join('; '));
  return start(ports, { item, given, stored, depth });
}

interface ChildStart {
  readonly item: WorkItem;
  readonly given: RunWorkflowTaskArguments;
  readonly stored: StoredDefinition;
  readonly depth: number;
}

/** Watches first: an execution that ends with its first turn is not missed. */
async function start(ports: SystemPorts, { item, given, stored, depth }: ChildStart): Promise<TaskOutcome | 'pending'> {
  const { executionId: parentId, attemptId, principal, token } = item;
  const executionId = childIdOf(ports, attemptId);
  if (given.await) {
    const attempt = { executionId: parentId, attemptId, ...(token === undefined ? {} : { token }) };
    await ports.endedExecutions.watch({ watch: { id: watchIdOf(attemptId), executionId, purpose: { kind: 'child', ...attempt } } });
    await ports.endedExecutions.watch({ watch: { id: parentWatchIdOf(attemptId), executionId: parentId, purpose: { kind: 'parent', attemptId } } });
  }
  try {
    await ports.runtime.start({ stored, input: given.input, principal, executionId, depth });
  } catch (thrown) {
    if (!(thrown instanceof UwfError) || isRetryable(thrown)) throw thrown;
    await forgetChild(ports, attemptId);
    return domainFailure('configuration', 'The workflow cannot be started', thrown.code);
  }
  return given.await ? 'pending' : { ok: true, output: { executionId } };
}

/** The workflow that an attempt started has ended: answers the attempt. A failure is the attempt's own, as if its task had raised it. */
export async function answerForChild(ports: SystemPorts, { child, attempt }: { readonly child: ExecutionRecord; readonly attempt: AttemptReference }): Promise<void> {
  // Nothing is left to give up once the parent ends, which it may do with the answer.
  await ports.endedExecutions.settle({ ids: [parentWatchIdOf(attempt.attemptId)] });
  if (child.status === 'succeeded') {
    await ports.completion.complete({ ...attempt, output: child.output ?? null });
    return;
  }
  const { error = ERROR_NAMES.taskFailed, cause = '' } = child.status === 'stopped' ? domainFailure('runtime', 'The workflow was stopped') : (child.failure ?? {});
  await ports.completion.fail({ ...attempt, error, cause });
}

/** An attempt was given up: the workflow that it waits for is stopped, and with it those that this one waits for. Idempotent. Errors: those of the runtime. */
export async function cancelChild(ports: SystemPorts, { attemptId }: Pick<CancelItem, 'attemptId'>): Promise<void> {
  await ports.runtime.stop({ executionId: childIdOf(ports, attemptId), reason: 'parent-gave-up' });
  await forgetChild(ports, attemptId);
}

async function forgetChild({ endedExecutions }: SystemPorts, attemptId: string): Promise<void> {
  await endedExecutions.settle({ ids: [watchIdOf(attemptId), parentWatchIdOf(attemptId)] });
}

function childIdOf({ digest }: Pick<SystemPorts, 'digest'>, attemptId: string): string {
  return derivedId(digest, 'child', attemptId);
}

function watchIdOf(attemptId: string): string {
  return `child:${attemptId}`;
}

/** The end of the one that waits is watched, too: not every service tells of attempts that it gives up as it ends. */
function parentWatchIdOf(attemptId: string): string {
  return `parent:${attemptId}`;
}

async function findWorkflow({ definitionStore }: SystemPorts, { namespace, name, version }: RunWorkflowTaskArguments): Promise<StoredDefinition | undefined> {
  return definitionStore.find(version === LATEST_VERSION ? { namespace, name } : { namespace, name, version });
}

function parseArguments(value: JsonValue): RunWorkflowTaskArguments | undefined {
  if (!isJsonObject(value)) return undefined;
  const { namespace, name, version, input, await: isAwaited } = value;
  if (typeof namespace !== 'string' || typeof name !== 'string' || typeof version !== 'string' || typeof isAwaited !== 'boolean') return undefined;
  return { namespace, name, version, input: input ?? {}, await: isAwaited };
}
