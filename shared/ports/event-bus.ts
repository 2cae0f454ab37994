import type { CheckedEvent } from '#shared/core/events/cloud-event.ts';
import type { SubscriberState } from '#shared/core/events/subscriber.ts';
import type { EventTopics } from '#shared/core/events/topics.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

/**
 * A log of events, in one order for all, and those who wait for them. The bus matches nothing: it says who has not seen which events, and
 * keeps what somebody decided about them. Each subscriber sees each event that it may take once, in the order of the log, however many
 * processes work: what was decided and how far it has read are saved together, under a version.
 * Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface EventBus {
  /** Appends events, all or none. Idempotent by source and id (CloudEvents 1.0 §3.1.1) while the log still has the event: answered with that one. */
  publish(request: { readonly events: readonly CheckedEvent[]; readonly now: number }): Promise<readonly PublishOutcome[]>;
  /** Opens a subscriber that has not seen what was published at `since` or later. Idempotent by id: an existing one stays as it is. */
  open(request: NewSubscriber): Promise<'opened' | 'known'>;
  load(request: { readonly id: string }): Promise<Subscriber | undefined>;
  /** All subscribers of an execution. */
  ofExecution(request: { readonly executionId: string }): Promise<readonly Subscriber[]>;
  /** Takes subscribers that have unseen events or news to tell and that no one else holds, and holds them for `leaseMs`. */
  due(request: { readonly now: number; readonly leaseMs: number; readonly max: number }): Promise<readonly Subscriber[]>;
  /** The oldest events that the subscriber has not seen, and how far it has read once it has seen them. */
  unseen(request: { readonly subscriber: Subscriber; readonly max: number }): Promise<UnseenEvents>;
  /** Keeps what became of a subscriber and lets go of it. False: another one was quicker, or it is gone; nothing was changed. */
  save(request: SaveSubscriber): Promise<boolean>;
  /** Forgets a subscriber. Unknown ids are ignored. */
  close(request: { readonly id: string }): Promise<void>;
  /** Forgets all subscribers of an execution. */
  closeOf(request: { readonly executionId: string }): Promise<void>;
}

/** The event as the log has it; `isNew` false: one with the same source and id had been published before. */
export interface PublishOutcome {
  readonly isNew: boolean;
  readonly event: JsonObject;
}

/** A subscriber to be opened. */
export interface NewSubscriber {
  readonly id: string;
  /** Absent: it belongs to no execution. */
  readonly executionId?: string;
  readonly topics: EventTopics;
  readonly since: number;
  readonly state: SubscriberState;
}

/** A subscriber as it stands. */
export interface Subscriber {
  readonly id: string;
  readonly topics: EventTopics;
  readonly state: SubscriberState;
  readonly version: number;
  /** Place in the log up to which it has seen everything. */
  readonly position: number;
  /** Place of the last event that it may take. */
  readonly wanted: number;
}

/** Events of the log; `position` is where a subscriber stands that has seen them. */
export interface UnseenEvents {
  readonly events: readonly JsonObject[];
  readonly position: number;
}

/** What became of a subscriber. `version` is the one that was read. A state with news (`hasNews`) stays due until it is saved without. */
export interface SaveSubscriber {
  readonly id: string;
  readonly version: number;
  readonly state: SubscriberState;
  readonly position: number;
}
