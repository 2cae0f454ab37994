import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';

/**
 * The facts of executions whose scopes (the machine, each branch, each item) are carried out apart: every scope numbers its own, and here they become one
 * history. The services that carry them out keep histories of their own, which speak of tasks of a framework and not of states.
 * Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface DurableJournal {
  /**
   * Takes facts of one scope up, behind all that were taken before, in one transaction. Idempotent by scope and number: what is known already stays as it
   * is. Once the end of the execution is told, nothing more is taken.
   */
  append(request: AppendFacts): Promise<void>;
  /** The history of an execution, in order, numbered from 1 without gaps; of an unknown one nothing. */
  read(request: { readonly executionId: string; readonly after: number; readonly max: number }): Promise<readonly HistoryEvent[]>;
  /** The fact that was taken last; undefined when there is none. */
  last(request: { readonly executionId: string }): Promise<HistoryEvent | undefined>;
}

/** Facts of one scope. */
export interface AppendFacts {
  readonly executionId: string;
  /** Id of the scope within its execution; empty for the machine itself. */
  readonly scope: string;
  /** In order; `sequence` counts within the scope. */
  readonly facts: readonly HistoryEvent[];
}
