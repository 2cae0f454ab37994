import type { TaskPriority } from '#shared/core/definition/model.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { StoredDefinition } from './definition-store.ts';
import type { ExecutionPage, ExecutionRecord, ListExecutions } from './execution-store.ts';

/**
 * Where executions run: our own engine, Step Functions, Durable Functions. What the three do is one contract, so that an API, a client and a workflow
 * cannot tell them apart. Answers of tasks come in by {@link import('./task-completion.ts').TaskCompletion}.
 * Errors of every method: `UWF-5001` (a store is away) and `UWF-5010` (the service of the runtime is away), both retryable.
 */
export interface Runtime {
  /**
   * Refuses a version that could never be made startable here, before anybody has stored it under its number. Absent: only `publish` knows.
   * Errors: `UWF-4222`.
   */
  check?(request: { readonly stored: StoredDefinition }): void;
  /** Makes a version startable. Idempotent by its revision. Errors: `UWF-4222` (this runtime cannot execute the program). */
  publish(request: { readonly stored: StoredDefinition }): Promise<void>;
  /**
   * Starts an execution of a version that was published. Idempotent by principal and idempotency key, and by a given id.
   * Errors: `UWF-4223` (the key was used with another request), `UWF-4222`.
   */
  start(request: StartRequest): Promise<Started>;
  /** What is known of an execution; undefined when there is none. */
  load(request: { readonly executionId: string }): Promise<RuntimeExecution | undefined>;
  /** Newest first, page by page. Errors: `UWF-4000` (foreign cursor). */
  list(request: ListExecutions): Promise<ExecutionPage>;
  /** History events after a sequence number, in order; of an unknown execution none. */
  history(request: { readonly executionId: string; readonly after: number; readonly max: number }): Promise<readonly HistoryEvent[]>;
  /** Ends an execution; tasks that it waits for are cancelled. `reason` is kept in its history: never data of the workflow. */
  stop(request: { readonly executionId: string; readonly reason?: string }): Promise<StopOutcome>;
  /**
   * Lets an execution that failed, timed out or was stopped go on from where it did, with what it had there. Idempotent: each end is taken back once. Whoever
   * was told of the end, a workflow that had started it for one, is not told that it goes on. Absent: this runtime cannot do it.
   */
  redrive?(request: { readonly executionId: string }): Promise<RedriveOutcome>;
}

/** A run as it is asked for. The input has been validated, and holds nothing that the target's zone may not hold. */
export interface StartRequest {
  readonly stored: StoredDefinition;
  readonly input: JsonValue;
  /** Who starts it: `sub` of the token. */
  readonly principal: string;
  /** The most urgent that its tasks may be; absent: as they say. */
  readonly priority?: TaskPriority;
  /** `fingerprint` tells two requests with the same key apart. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
  /** Decided by who must not start it twice; a random one unless given. */
  readonly executionId?: string;
  /** How many executions stand above it, each of which started the next (`run: workflow`). */
  readonly depth?: number;
}

/** `created` false: this idempotency key or id started `executionId` before. */
export interface Started {
  readonly executionId: string;
  readonly created: boolean;
}

/** An execution for those who look at it. */
export interface RuntimeExecution {
  readonly record: ExecutionRecord;
  readonly input: JsonValue;
}

/** `ended`: it had ended before. */
export type StopOutcome = 'stopped' | 'ended' | 'unknown';

/** `running`: it has not ended, or goes on already. `too-old`: too old or too long for the service to take it up. `unsupported`: this service takes up none. */
export type RedriveOutcome = 'redriven' | 'running' | 'succeeded' | 'too-old' | 'unsupported' | 'unknown';
