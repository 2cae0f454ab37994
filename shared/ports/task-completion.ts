import type { JsonValue } from '#shared/core/kernel/json.ts';

/**
 * How the engine is told of attempts that it waits for: Step Functions' task tokens, the events of a Durable orchestration, or our own engine.
 * `closed`: it does not wait (any more): expired, ended, or told before. That is never a fault to retry (protocol §6.4).
 * Errors: those of the engine, retryable where they are.
 */
export interface TaskCompletion {
  complete(request: AttemptReference & { readonly output: JsonValue }): Promise<CompletionOutcome>;
  fail(request: AttemptReference & { readonly error: string; readonly cause: string }): Promise<CompletionOutcome>;
  /** Says that the attempt goes on, and asks if anybody waits for it. */
  heartbeat(request: AttemptReference): Promise<CompletionOutcome>;
}

/** An attempt of the engine. */
export interface AttemptReference {
  readonly executionId: string;
  readonly attemptId: string;
  /** Where the engine has one. */
  readonly token?: string;
}

/** Whether the engine took it, see {@link TaskCompletion}. */
export type CompletionOutcome = 'told' | 'closed';
