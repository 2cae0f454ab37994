import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

/** One thing that is wrong with a request or an input: a place and a reason, never a value. */
export interface InputFinding {
  /** JSON Pointer: into the input for {@link WorkflowInputError}, into the request body for {@link WorkflowServiceError}. */
  readonly pointer: string;
  readonly message: string;
}

/** The service answered with a failure, or could not be reached. */
export class WorkflowServiceError extends Error {
  override readonly name = 'WorkflowServiceError';
  /** Code of the problem document (`UWF-…`); `unreachable` without an answer, `unexpected` for one that is not the service's. */
  readonly code: string;
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  readonly requestId?: string;
  /** The whole problem document (RFC 9457), when there is one. */
  readonly problem?: JsonObject;

  constructor(code: string, message: string, more: { readonly status: number; readonly requestId?: string; readonly problem?: JsonObject; readonly cause?: unknown }) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.status = more.status;
    if (more.requestId !== undefined) this.requestId = more.requestId;
    if (more.problem !== undefined) this.problem = more.problem;
  }
}

/** The input was refused before anything was sent: it does not fit the definition's schema, or cannot be sealed. */
export class WorkflowInputError extends Error {
  override readonly name = 'WorkflowInputError';
  readonly code = 'UWF-4220';
  readonly findings: readonly InputFinding[];

  constructor(findings: readonly InputFinding[]) {
    super(`the input does not fit the definition: ${findings.map(({ pointer, message }) => `'${pointer}' ${message}`).join('; ')}`);
    this.findings = findings;
  }
}

/** A run has ended, but not well. */
export class WorkflowRunError extends Error {
  override readonly name = 'WorkflowRunError';
  readonly runId: string;
  /** `FAILED`, `CANCELLED` or `TIMED_OUT`. */
  readonly status: string;
  /** ASL name of the error. */
  readonly error?: string;
  /** The error object of the workflow, or a text. */
  readonly reason?: JsonValue;

  constructor(run: { readonly runId: string; readonly status: string; readonly error?: string; readonly reason?: JsonValue }) {
    super(`run ${run.runId} ended as ${run.status}${run.error === undefined ? '' : ` (${run.error})`}`);
    this.runId = run.runId;
    this.status = run.status;
    if (run.error !== undefined) this.error = run.error;
    if (run.reason !== undefined) this.reason = run.reason;
  }
}

/** The caller's patience ended before the run did; the run goes on. */
export class WorkflowWaitTimeoutError extends Error {
  override readonly name = 'WorkflowWaitTimeoutError';
  readonly runId: string;

  constructor(runId: string, timeoutMs: number) {
    super(`run ${runId} has not ended within ${timeoutMs} ms`);
    this.runId = runId;
  }
}
