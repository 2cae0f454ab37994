import type { CreateOutcome, ExecutionPage, ExecutionRecord, ListExecutions } from './execution-store.ts';

/**
 * What is known of executions that a cloud's own service carries out: who started which, for lists, ownership and idempotency. How far one has come is
 * the service's to say; what it said last of an end is kept here.
 * Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface ExecutionIndex {
  /**
   * Claims an id, and the idempotency key if there is one, in one transaction. Idempotent by `entry.id` and by principal and key: an existing one is
   * answered, and nothing is written. `sameRequest` is false when the key was used with another fingerprint.
   */
  create(request: CreateIndexed): Promise<CreateOutcome>;
  load(request: { readonly executionId: string }): Promise<IndexedExecution | undefined>;
  /** Notes where the service carries it out. Idempotent. */
  place(request: { readonly executionId: string; readonly place: string }): Promise<void>;
  /** Notes an end. The first one stays, unless it was taken back; an unknown id changes nothing. */
  end(request: IndexedEnd): Promise<void>;
  /** Takes back the end that was noted for this time: the execution goes on. Any other end stays, and an unknown id changes nothing. */
  reopen(request: { readonly executionId: string; readonly endedAt: number }): Promise<void>;
  /** Newest first. `cursor` is opaque, from the previous page. Errors: `UWF-4000` (a foreign cursor). */
  list(request: ListExecutions): Promise<ExecutionPage>;
}

/** A new entry; it counts as running until its end is noted. */
export interface CreateIndexed {
  readonly entry: Omit<ExecutionRecord, 'status' | 'updatedAt' | 'endedAt' | 'output' | 'failure'>;
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
  /** How many executions stand above it (`StartRequest.depth`); not every service can be asked for it. */
  readonly depth?: number;
}

/** An entry with the name by which the service knows the execution; without one it was claimed, and perhaps never started. */
export interface IndexedExecution {
  readonly record: ExecutionRecord;
  readonly place?: string;
  readonly depth?: number;
}

/** How an execution ended. Times are epoch milliseconds. */
export interface IndexedEnd extends Pick<ExecutionRecord, 'output' | 'failure'> {
  readonly executionId: string;
  readonly status: Exclude<ExecutionRecord['status'], 'running'>;
  readonly at: number;
}
