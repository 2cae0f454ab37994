import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { DefinitionIdentity, TaskPriority } from '#shared/core/definition/model.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { ExecutionStatus, Failure, Snapshot } from '#shared/core/interpreter/snapshot.ts';

/**
 * The journal: append-only history events per execution beside a current snapshot, an outbox of commands and an index of timers.
 * Every write of one transition happens in one transaction: snapshot, events, outbox, timers, or nothing of it.
 * Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface ExecutionStore {
  /**
   * Creates an execution with its first transition. Idempotent by `record.id` and, when given, by principal and idempotency key:
   * an existing one is returned, and nothing is written. `sameRequest` is false when the key was used with another fingerprint.
   */
  create(request: CreateExecution): Promise<CreateOutcome>;
  /** The record with its snapshot; undefined when there is none. */
  load(request: { readonly executionId: string }): Promise<StoredExecution | undefined>;
  /**
   * Commits transitions of any number of executions in one transaction each or all together. A transition whose `expectedSequence`
   * is stale changes nothing and is answered `stale`; the others commit. So is one of an unknown or ended execution.
   * Several transitions of one execution in one request are taken in order. An ended execution has no timers.
   */
  commit(request: { readonly transitions: readonly Transition[] }): Promise<readonly CommitOutcome[]>;
  /** Newest first. `cursor` is opaque, from the previous page. */
  list(request: ListExecutions): Promise<ExecutionPage>;
  /** History events after a sequence number, in order. */
  history(request: { readonly executionId: string; readonly after: number; readonly max: number }): Promise<readonly HistoryEvent[]>;
  /** Takes outbox entries that no one else holds, oldest first, and holds them for `leaseMs`. An entry whose lease ends comes again. */
  claimOutbox(request: { readonly now: number; readonly leaseMs: number; readonly max: number }): Promise<readonly OutboxEntry[]>;
  /** Removes entries that have been relayed. Unknown ids are ignored. */
  settleOutbox(request: { readonly entryIds: readonly string[] }): Promise<void>;
  /** Timers that are due, oldest first. A timer stays until a transition clears it. */
  dueTimers(request: { readonly now: number; readonly max: number }): Promise<readonly DueTimer[]>;
}

/** What is known of an execution without its snapshot. Times are epoch milliseconds. */
export interface ExecutionRecord {
  readonly id: string;
  readonly definition: DefinitionIdentity;
  /** Digest of the program that it runs; the program never changes under a running execution. */
  readonly revision: string;
  /** Who started it: `sub` of the token. */
  readonly principal: string;
  /** Its tasks are at most this urgent, whatever they say of themselves; absent: as they say. */
  readonly priority?: TaskPriority;
  readonly status: ExecutionStatus;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly endedAt?: number;
  readonly output?: JsonValue;
  readonly failure?: Failure;
}

/** An execution as it stands: what is known of it, and what the interpreter goes on from. */
export interface StoredExecution {
  readonly record: ExecutionRecord;
  readonly snapshot: Snapshot;
}

/** A new execution with its first transition, and how to recognise a repetition of the request. */
export interface CreateExecution {
  readonly record: Omit<ExecutionRecord, 'status' | 'updatedAt' | 'endedAt' | 'output' | 'failure'>;
  readonly transition: Omit<Transition, 'executionId' | 'expectedSequence'>;
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
}

/** Whether the execution is new; if not, which one was there and whether it was asked for in the same way. */
export type CreateOutcome = { readonly created: true } | { readonly created: false; readonly executionId: string; readonly sameRequest: boolean };

/** One step of one execution, ready to be written. */
export interface Transition {
  readonly executionId: string;
  /** `snapshot.sequence` that the step started from. */
  readonly expectedSequence: number;
  readonly at: number;
  readonly snapshot: Snapshot;
  readonly events: readonly HistoryEvent[];
  readonly outbox: readonly OutboxMessage[];
  readonly timersSet: readonly { readonly timerId: string; readonly dueAt: number }[];
  readonly timersCleared: readonly string[];
}

/** What became of one transition: written, or refused because another one was quicker. */
export type CommitOutcome = { readonly executionId: string; readonly outcome: 'committed' | 'stale' };

/** A command that waits to be relayed. `id` is stable: the receiver removes duplicates by it. */
export interface OutboxMessage {
  readonly id: string;
  readonly kind: 'schedule-task' | 'cancel-task';
  readonly payload: JsonObject;
}

/** A message of the outbox with the execution that sent it. */
export interface OutboxEntry extends OutboxMessage {
  readonly executionId: string;
}

/** A timer whose time has come. */
export interface DueTimer {
  readonly executionId: string;
  readonly timerId: string;
  readonly dueAt: number;
}

/** Which executions to list: all conditions must hold. `max` is held within 1 and 1,000. */
export interface ListExecutions {
  /** Only those that this principal started. */
  readonly principal?: string;
  readonly status?: ExecutionStatus;
  readonly definition?: { readonly namespace?: string; readonly name: string; readonly version?: string };
  readonly max: number;
  readonly cursor?: string;
}

/** One page of a list; without a cursor it is the last one. */
export interface ExecutionPage {
  readonly executions: readonly ExecutionRecord[];
  readonly cursor?: string;
}
