import type { JsonValue } from '#shared/core/kernel/json.ts';
import { WorkflowRunError, WorkflowServiceError, WorkflowWaitTimeoutError } from './errors.ts';
import { parseObject, parseRunStatus, type RunStatus } from './responses.ts';
import { pause, type ServiceConnection } from './service-connection.ts';

export interface WaitOptions {
  /** How long to wait for the end of the run; without it, as long as it takes. */
  readonly timeoutMs?: number;
  /** Longest pause between two looks. The first ones are shorter. */
  readonly pollMs?: number;
  readonly signal?: AbortSignal;
}

/** A run of a workflow. */
export interface RunHandle {
  readonly runId: string;
  status(options?: { readonly signal?: AbortSignal }): Promise<RunStatus>;
  /**
   * Waits for the end and gives the output as the service has it: Tier 1 values stay sealed. Errors: `WorkflowRunError` when the run ended in
   * another way, `WorkflowWaitTimeoutError` when it has not ended in time, `WorkflowServiceError`.
   */
  result(options?: WaitOptions): Promise<JsonValue>;
  /** Asks for the end of the run. False when it had ended already. */
  cancel(options?: { readonly signal?: AbortSignal }): Promise<boolean>;
  /** Lets a run that failed, timed out or was cancelled go on from where it ended. False when it was going on already. Errors: `WorkflowServiceError` (`UWF-4092`: it cannot). */
  redrive(options?: { readonly signal?: AbortSignal }): Promise<boolean>;
  /** The status now and each time it has changed, until the run has ended. */
  watch(options?: WaitOptions): AsyncGenerator<RunStatus, void, undefined>;
}

const POLL_MS_DEFAULT = 500;
const POLL_MS_FIRST = 20;
const POLL_GROWTH = 1.5;
const OPEN_STATUSES = new Set(['PENDING', 'RUNNING', 'PAUSED']);

export function createRunHandle(connection: ServiceConnection, runId: string): RunHandle {
  const place = encodeURIComponent(runId);
  const status: RunHandle['status'] = async (options = {}) => parseRunStatus(await connection.send({ method: 'GET', path: `/api/workflows/status/${place}`, ...options }));
  const handle: RunHandle = {
    runId,
    status,
    watch: (options = {}) => watchRun(handle, options),
    cancel: (options = {}) => cancelRun(connection, place, options),
    redrive: async (options = {}) => parseObject(await connection.send({ method: 'POST', path: `/api/workflows/redrive/${place}`, ...options }), 'run that goes on')['redriven'] === true,
    result: async (options = {}) => {
      const ended = await lastOf(watchRun(handle, options));
      if (ended?.status !== 'COMPLETED') throw runError(runId, ended);
      const data = await connection.send({ method: 'GET', path: `/api/workflows/data/${place}`, ...signalOf(options) });
      return parseObject(data, 'data of a run')['output'] ?? null;
    },
  };
  return handle;
}

async function cancelRun(connection: ServiceConnection, place: string, options: { readonly signal?: AbortSignal }): Promise<boolean> {
  try {
    await connection.send({ method: 'POST', path: `/api/workflows/cancel/${place}`, ...options });
    return true;
  } catch (error) {
    if (error instanceof WorkflowServiceError && error.code === 'UWF-4091') return false;
    throw error;
  }
}

async function* watchRun(handle: RunHandle, options: WaitOptions): AsyncGenerator<RunStatus, void, undefined> {
  const { timeoutMs, pollMs = POLL_MS_DEFAULT } = options;
  const start = performance.now();
  let pauseMs = Math.min(POLL_MS_FIRST, pollMs);
  let seen: string | undefined;
  for (;;) {
    const status = await handle.status(signalOf(options));
    const text = JSON.stringify(status);
    if (text !== seen) yield status;
    seen = text;
    if (!OPEN_STATUSES.has(status.status)) return;
    if (timeoutMs !== undefined && performance.now() - start + pauseMs > timeoutMs) throw new WorkflowWaitTimeoutError(handle.runId, timeoutMs);
    await pause(pauseMs, options.signal);
    pauseMs = Math.min(pauseMs * POLL_GROWTH, pollMs);
  }
}

async function lastOf(statuses: AsyncGenerator<RunStatus, void, undefined>): Promise<RunStatus | undefined> {
  let last: RunStatus | undefined;
  for await (const status of statuses) last = status;
  return last;
}

function runError(runId: string, ended: RunStatus | undefined): WorkflowRunError {
  const { status = 'FAILED', errorName, errorCause } = ended ?? {};
  return new WorkflowRunError({ runId, status, ...(errorName === undefined ? {} : { error: errorName }), ...(errorCause === undefined ? {} : { reason: errorCause }) });
}

function signalOf({ signal }: { readonly signal?: AbortSignal }): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
