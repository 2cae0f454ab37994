import type { JsonObject } from '#shared/core/kernel/json.ts';

/**
 * Who is told once an execution has ended, however it ended. Part of the journal, and of the index of hosted executions: that a watched execution has
 * ended is written in the transaction that writes its end. At least once: a watch comes again until it is settled.
 * Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface EndedExecutions {
  /**
   * Watches an execution. Idempotent by id. The execution may have ended before or begin later; only one that ends in the very moment in
   * which it is watched may be missed, so who starts an execution watches it first.
   */
  watch(request: { readonly watch: Watch }): Promise<void>;
  /** Takes watches whose execution has ended, and holds them for `leaseMs`. */
  claim(request: { readonly now: number; readonly leaseMs: number; readonly max: number }): Promise<readonly Watch[]>;
  /** Removes watches, ended or not. Unknown ids are ignored. */
  settle(request: { readonly ids: readonly string[] }): Promise<void>;
}

/** One watch: what is watched, and what its owner wants to know again by then. */
export interface Watch {
  readonly id: string;
  readonly executionId: string;
  readonly purpose: JsonObject;
}
