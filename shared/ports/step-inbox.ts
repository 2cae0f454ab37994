import type { InboxRow, InboxState } from '#shared/core/protocol/inbox-row.ts';
import type { Priority } from '#shared/core/kernel/priority.ts';
import type { DoorOutbox, RowChange, SeenMessage, Versioned } from './door-outbox.ts';

/**
 * The bank's record of the steps that it was given (protocol §7): one row per step, so that nothing is done twice, with the answers on their way
 * out and the message ids that were seen. Holds work as it came, sealed; answers as they leave. It loads and it commits; what happens is decided
 * by the core. Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface StepInbox extends DoorOutbox {
  /** Rows by key and message ids that are known; what is not there is left out. */
  load(request: { readonly keys: readonly string[]; readonly mids: readonly string[] }): Promise<{ readonly rows: readonly Versioned<InboxRow>[]; readonly seen: readonly SeenMessage[] }>;
  /**
   * Commits any number of changes in one transaction. One whose version is stale changes nothing, with everything that belongs to it, and is
   * answered by its key; the others commit. No two changes of one request have the same key.
   */
  commit(request: { readonly changes: readonly InboxChange[]; readonly seen?: readonly SeenMessage[]; readonly messages?: InboxChange['messages'] }): Promise<readonly string[]>;
  /**
   * Takes work as `claimRow` says: so many of each priority, of rows that `isClaimable`, the longest due first. Each row goes to one of many
   * that claim at once.
   */
  claim(request: ClaimSteps): Promise<readonly Versioned<InboxRow>[]>;
  /**
   * Ends a step whose effect lies in the store itself (`local`): `finish` is given the row, locked, and a transaction for its effect; the change that
   * it returns is committed with it. The effect stays only where the change says `done`; undefined rolls everything back, as does what it throws.
   * It may run more than once, of which one counts. True when the change was committed.
   */
  finishWithin(request: { readonly key: string; readonly finish: (stored: Versioned<InboxRow> | undefined, transaction: LocalTransaction) => Promise<InboxChange | undefined> }): Promise<boolean>;
  /** How many rows there are by priority and state; open ones of another incarnation than `rin` apart, as `asleep`. Ended rows are left out. */
  counts(request: { readonly rin: number }): Promise<readonly InboxCount[]>;
}

/** What becomes of one step. */
export type InboxChange = RowChange<InboxRow>;

/** What to claim, and for how long. */
export interface ClaimSteps {
  readonly worker: string;
  /** How many of each priority at most. */
  readonly take: Readonly<Partial<Record<Priority, number>>>;
  readonly leaseMs: number;
  readonly now: number;
  /** Incarnation of the store: rows of an earlier one sleep. */
  readonly rin: number;
}

/** A transaction of the inbox's own database. */
export interface LocalTransaction {
  query(statement: { readonly text: string; readonly values?: readonly (string | number | boolean | null)[] }): Promise<readonly { readonly [column: string]: unknown }[]>;
}

/** How many open rows of a kind there are. */
export interface InboxCount {
  readonly priority: Priority;
  readonly state: InboxState | 'asleep';
  readonly count: number;
}
