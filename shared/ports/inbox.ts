import type { JsonObject } from '#shared/core/kernel/json.ts';

/**
 * The runner's own record of work: one row per attempt, so that redelivery does nothing twice (protocol §7).
 * Holds messages as they came, sealed; results as they leave, sealed. Lives in the on-prem store.
 * Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface Inbox {
  /** Takes a work item in, or says what became of it. A finished one puts its stored answer into the outbox again. */
  accept(request: { readonly attemptId: string; readonly executionId: string; readonly message: JsonObject; readonly now: number }): Promise<'accepted' | 'known' | 'answered'>;
  /** A cancellation: tombstone when unknown, `cancelled` when not yet started; a started one goes on and its result tells. */
  cancel(request: { readonly attemptId: string; readonly executionId: string; readonly now: number }): Promise<'cancelled' | 'started' | 'finished'>;
  /** Takes work that no one holds; raises its epoch (fence). `priorities` orders: earlier first. */
  claim(request: { readonly worker: string; readonly max: number; readonly leaseMs: number; readonly now: number }): Promise<readonly ClaimedWork[]>;
  /** Renews a hold. False: fenced, stop. */
  renew(request: { readonly attemptId: string; readonly epoch: number; readonly leaseMs: number; readonly now: number }): Promise<boolean>;
  /** Stores the answer and puts it into the outbox, in one transaction. False: fenced, nothing written. */
  finish(request: { readonly attemptId: string; readonly epoch: number; readonly answer: JsonObject; readonly now: number }): Promise<boolean>;
  claimOutbox(request: { readonly max: number; readonly leaseMs: number; readonly now: number }): Promise<readonly InboxAnswer[]>;
  settleOutbox(request: { readonly answerIds: readonly string[] }): Promise<void>;
}

/** A work item in the hands of a worker. `epoch` fences: whoever shows a lower one than the current is too late. */
export interface ClaimedWork {
  readonly attemptId: string;
  readonly executionId: string;
  readonly epoch: number;
  readonly message: JsonObject;
}

/** An answer on its way out. `id` stays the same until it is settled; a later repetition has another one. */
export interface InboxAnswer {
  readonly id: string;
  readonly executionId: string;
  readonly answer: JsonObject;
}
