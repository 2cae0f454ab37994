import type { RunStatus, RunStatusName, RunSummary } from '#shared/client/index.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { Colours } from '../output/colours.ts';
import type { TableColumn } from '../output/table.ts';

/** Statuses of a run in the words of the API. */
export const RUN_STATUSES = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'PAUSED'] as const satisfies readonly RunStatusName[];

/** Colours a status by what it means for the person who waits. */
export function markStatus(colours: Colours, status: RunStatusName): (text: string) => string {
  if (status === 'COMPLETED') return colours.green;
  return status === 'FAILED' || status === 'TIMED_OUT' ? colours.red : colours.yellow;
}

/** The error of a run that ended badly, as one line: its name, and its cause where that says more. */
export function errorText({ errorName, errorCause }: RunSummary): string {
  return [errorName, causeText(errorCause)].filter((part) => part !== undefined && part !== '').join(': ');
}

/** The DSL's error object by its title and detail; anything else as it is. */
function causeText(cause: JsonValue | undefined): string | undefined {
  if (cause === undefined || cause === null || typeof cause === 'string') return cause ?? undefined;
  const { title, detail } = Object.fromEntries(Object.entries(cause));
  const parts = [title, detail].filter((part) => typeof part === 'string');
  return parts.length > 0 ? parts.join(', ') : JSON.stringify(cause);
}

/** Columns of a list of runs. */
export function runColumns(colours: Colours): readonly TableColumn<RunSummary>[] {
  return [
    { title: 'RUN', cell: (run) => run.runId },
    { title: 'WORKFLOW', cell: (run) => run.versionId },
    { title: 'STATUS', cell: (run) => run.status, mark: (text, run) => markStatus(colours, run.status)(text) },
    { title: 'STARTED', cell: (run) => run.startTime },
    { title: 'ENDED', cell: (run) => run.endTime ?? '' },
    { title: 'ERROR', cell: errorText },
  ];
}

/** What a person asks of a run first, as fields of a table. */
export function runFields(run: RunSummary | RunStatus): JsonObject {
  const error = errorText(run);
  const failedAt = 'problem' in run ? run.problem?.instance : undefined;
  return {
    run: run.runId,
    workflow: run.versionId,
    status: run.status,
    started: run.startTime,
    ...(run.endTime === undefined ? {} : { ended: run.endTime }),
    ...(error === '' ? {} : { error }),
    ...(failedAt === undefined ? {} : { failedAt }),
  };
}

/** A run as data, with everything that the client library knows of it. */
export function runJson(run: RunSummary | RunStatus): JsonObject {
  const { runId, workflowId, versionId, status, startTime, endTime, errorName, errorCause } = run;
  return {
    runId,
    workflowId,
    versionId,
    status,
    startTime,
    ...(endTime === undefined ? {} : { endTime }),
    ...(errorName === undefined ? {} : { errorName }),
    ...(errorCause === undefined ? {} : { errorCause }),
    ...('problem' in run && run.problem !== undefined ? { problem: { ...run.problem } } : {}),
    ...('steps' in run ? { steps: run.steps.map((step) => ({ ...step })) } : {}),
  };
}
