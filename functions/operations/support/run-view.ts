import type { ExecutionDescription } from '#shared/application/describe-execution.ts';
import type { Failure } from '#shared/core/interpreter/snapshot.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { ExecutionRecord } from '#shared/ports/execution-store.ts';
import { versionIdOf, workflowIdOf } from './definition-id.ts';
import { RUN_STATUSES } from './run-status.ts';
import { stepJson, stepsOf } from './run-steps.ts';
import { toTime } from './time.ts';

/** What every answer says of a run. Both names of the workflow that the earlier system used are there. */
export function runSummary(record: ExecutionRecord): JsonObject {
  const { definition, endedAt } = record;
  return {
    runId: record.id,
    workflowId: workflowIdOf(definition),
    workflowDefinitionId: workflowIdOf(definition),
    versionId: versionIdOf(definition),
    revision: record.revision,
    status: RUN_STATUSES[record.status],
    startTime: toTime(record.createdAt),
    endTime: endedAt === undefined ? null : toTime(endedAt),
    durationMillis: endedAt === undefined ? null : endedAt - record.createdAt,
    errorMessage: messageOf(record.failure),
    ...(record.failure === undefined ? {} : { error: failureJson(record.failure) }),
  };
}

/** The whole status of a run with its steps. Index and last step are empty once it has completed, as they were in the earlier system. */
export function runStatusJson({ record, progress, problem }: ExecutionDescription): JsonObject {
  const steps = stepsOf(progress);
  const isOpen = record.status === 'running';
  const last = record.status === 'succeeded' ? undefined : steps.at(-1);
  return {
    ...runSummary(record),
    ...(problem === undefined ? {} : { problem: { ...problem } }),
    currentStepIndex: isOpen ? steps.length - 1 : -1,
    currentChildStepIndex: -1,
    currentStep: isOpen ? (last?.name ?? null) : null,
    lastAttemptedStep: last?.name ?? null,
    steps: steps.map(stepJson),
  };
}

function messageOf(failure: Failure | undefined): string | null {
  if (failure === undefined) return null;
  const { error, cause } = failure;
  return [error, cause].filter((part) => part !== undefined && part !== '').join(': ') || null;
}

/** A cause that is the DSL's error object is shown as one. */
function failureJson({ error, cause }: Failure): JsonObject {
  return { name: error ?? null, cause: cause === undefined ? null : causeJson(cause) };
}

function causeJson(cause: string): JsonValue {
  try {
    const value: JsonValue = JSON.parse(cause);
    return isJsonObject(value) ? value : cause;
  } catch {
    return cause;
  }
}
