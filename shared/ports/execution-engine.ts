import type { TaskPriority } from '#shared/core/definition/model.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { ExecutionStatus, Failure } from '#shared/core/interpreter/snapshot.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { StoredDefinition } from './definition-store.ts';
import type { RedriveOutcome, StopOutcome } from './runtime.ts';

/**
 * A cloud's own service for executions: Step Functions, Durable Functions. It knows executions by a name that we choose, so that starting one again is
 * no second one. Errors of every method: `UWF-5010` (the service is away, or throttles; retryable).
 */
export interface ExecutionEngine {
  /** Refuses a version that the service could never carry out, as far as can be told without asking it. Errors: `UWF-4222`. */
  check?(request: { readonly stored: StoredDefinition }): void;
  /** Makes a version startable; idempotent by its revision. Errors: `UWF-4222` (the service cannot execute the program). */
  publish(request: { readonly stored: StoredDefinition }): Promise<void>;
  /** Starts an execution under its id, unless one of that id was started. Answers by what the service knows it. Errors: `UWF-4222`. */
  start(request: HostedStart): Promise<{ readonly place: string }>;
  /** Undefined when the service does not know it, or not any more. */
  describe(request: HostedReference): Promise<HostedExecution | undefined>;
  /** All that the service tells of its course, in order. */
  history(request: HostedReference & { readonly after: number; readonly max: number }): Promise<readonly HistoryEvent[]>;
  stop(request: HostedReference & { readonly reason?: string }): Promise<StopOutcome>;
  /** See `Runtime.redrive`. The service itself takes back each end once, however often it is asked. Absent: it takes up no execution. */
  redrive?(request: HostedReference): Promise<RedriveOutcome>;
}

/** What an ended execution still had under way, for a service that forgets to tell who works on it. Errors: `UWF-5010`. */
export interface UnansweredWork {
  of(request: HostedReference): Promise<readonly UnansweredTask[]>;
}

/** A task that nobody waits for any more. */
export interface UnansweredTask {
  readonly attemptId: string;
  readonly state: string;
  readonly scope?: string;
}

/** A start as the service is asked for it. */
export interface HostedStart {
  readonly executionId: string;
  readonly stored: StoredDefinition;
  readonly input: JsonValue;
  /** For its tasks: who starts it, and the most urgent that they may be. A service that keeps neither leaves them to the index. */
  readonly principal: string;
  readonly priority?: TaskPriority;
  /** See `StartRequest.depth`. */
  readonly depth?: number;
}

/** An execution by both of its names. */
export interface HostedReference {
  readonly executionId: string;
  readonly place: string;
}

/** What the service says of an execution. Times are epoch milliseconds. */
export interface HostedExecution {
  readonly status: ExecutionStatus;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** When it was let go on last, if it ever was: ends before that are none. */
  readonly redrivenAt?: number;
  readonly input: JsonValue;
  /** Of one that succeeded. */
  readonly output?: JsonValue;
  readonly failure?: Failure;
}
