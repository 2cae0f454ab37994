import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Priority } from '#shared/core/kernel/priority.ts';
import type { StepRow } from '#shared/core/protocol/step-row.ts';
import type { DoorOutbox, OutgoingMessage, RowChange, SeenMessage, Versioned } from './door-outbox.ts';

/**
 * The cloud's record of the steps that it has sent to the bank (protocol §6): the rows, their messages and calls of the engine on the way out,
 * message ids that were seen, and what the sites have told of themselves. It loads and it commits; what happens is decided by the core.
 * Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface StepStore extends DoorOutbox {
  /** Rows by key, message ids that are known, and a site; rows and ids that are not there are left out. */
  load(request: { readonly keys: readonly string[]; readonly mids: readonly string[]; readonly site: string }): Promise<LoadedSteps>;
  /**
   * Commits any number of changes, each in one transaction with all that belongs to it; a store may take several together. One whose version is stale
   * changes nothing and is answered by its key; the others commit. No two changes of one request have the same key. After an error some may be
   * written: who repeats the request is told of them as stale. Messages, ids and sites that belong to no change are written with or after the changes.
   */
  commit(request: CommitSteps): Promise<readonly string[]>;
  /**
   * Open steps of a site that are due: up to `fresh` that were never dispatched and are still wanted, the most urgent first, and up to `open` others,
   * the longest due first. Due is what `isDueStep` says.
   */
  due(request: DueSteps): Promise<readonly Versioned<StepRow>[]>;
  /** How many steps were dispatched to a site and have no end. */
  openSteps(request: { readonly site: string }): Promise<number>;
  /** Takes calls of the engine that no one else holds, oldest first, and holds them for `leaseMs`. */
  claimCalls(request: { readonly now: number; readonly leaseMs: number; readonly max: number }): Promise<readonly EngineCall[]>;
  /** Removes calls that were made. Unknown ids are ignored. */
  settleCalls(request: { readonly ids: readonly string[] }): Promise<void>;
  /** Open steps by priority: how many were never dispatched, and how many wait for an answer; messages and calls on the way out. */
  backlog(): Promise<DoorBacklog>;
}

/** What {@link StepStore.commit} writes. */
export interface CommitSteps {
  readonly changes: readonly StepChange[];
  /** Messages that leave and change no row. */
  readonly messages?: readonly OutgoingMessage[];
  /** Messages that were taken in and change no row. */
  readonly seen?: readonly SeenMessage[];
  readonly sites?: readonly SiteReport[];
}

/** What becomes of one step. */
export interface StepChange extends RowChange<StepRow> {
  readonly calls: readonly EngineCall[];
}

/** Which steps to look for. */
export interface DueSteps {
  readonly site: string;
  readonly now: number;
  /** Incarnation of this store; rows of an earlier one are due. So are rows of a site's earlier incarnation. */
  readonly cin: number;
  readonly fresh: number;
  readonly open: number;
}

/** What a site tells of itself; what is absent stays as it was. Of incarnations the largest counts. */
export interface SiteReport {
  readonly site: string;
  readonly rin: number;
  readonly slots?: number;
  readonly lag?: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A site as the cloud knows it. */
export interface SiteStanding {
  /** Largest incarnation of its store that is known; 1 of a site that has told nothing. */
  readonly rin: number;
  /** Steps that may be open there at once, as it said last. */
  readonly slots?: number;
  readonly lag?: number;
  /** When it was last heard of, epoch milliseconds. */
  readonly at?: number;
}

/** What {@link StepStore.load} found. */
export interface LoadedSteps {
  readonly rows: readonly Versioned<StepRow>[];
  readonly seen: readonly SeenMessage[];
  readonly standing: SiteStanding;
}

/** A call of the engine on its way out. Made at least once; the engine takes the first end of a step, and no other. */
export interface EngineCall {
  /** One for the end of a step, one for its being alive: the same again is the same call. */
  readonly id: string;
  readonly exe: string;
  /** Attempt id. */
  readonly stp: string;
  /** See `StepRow.key`. */
  readonly key: string;
  readonly token?: string;
  readonly call: { readonly kind: 'complete'; readonly output: JsonValue } | { readonly kind: 'fail'; readonly error: string; readonly cause: string } | { readonly kind: 'heartbeat' };
}

/** What waits in the cloud's part of the door. */
export interface DoorBacklog {
  readonly fresh: Readonly<Record<Priority, number>>;
  readonly open: Readonly<Record<Priority, number>>;
  readonly messages: number;
  readonly calls: number;
}
