import type { JsonObject } from '#shared/core/kernel/json.ts';

/** How often a message is delivered before it goes to the dead letters. */
export const MAX_DELIVERIES = 10;

/**
 * What joins the zones: topics of messages, delivered at least once, in order per key: while a message is held or waits, later
 * messages of the same topic and key are not delivered.
 * A message whose lease ends, or that is released, comes again; after `MAX_DELIVERIES` it goes to the topic's dead letters.
 * Errors: `UWF-5002` (queue unavailable, retryable).
 */
export interface TaskQueue {
  /** Appends messages. Idempotent by topic and message id while the queue still knows the id. All or none of one call. */
  publish(request: { readonly topic: string; readonly messages: readonly QueueMessage[] }): Promise<void>;
  /** Takes up to `max` messages and holds them for `leaseMs`. Empty when there is none; never waits. */
  receive(request: { readonly topic: string; readonly consumer: string; readonly max: number; readonly leaseMs: number; readonly now: number }): Promise<readonly Delivery[]>;
  /** Removes deliveries for good. A receipt that is no longer held is ignored. */
  acknowledge(request: { readonly topic: string; readonly receipts: readonly string[] }): Promise<void>;
  /** Gives deliveries back, to come again at `availableAt`. */
  release(request: { readonly topic: string; readonly receipts: readonly string[]; readonly availableAt: number }): Promise<void>;
  /** Moves a delivery to the dead letters with a reason code. */
  deadLetter(request: { readonly topic: string; readonly receipt: string; readonly reason: string }): Promise<void>;
  /** How many messages wait, are held and are dead. */
  depth(request: { readonly topic: string }): Promise<QueueDepth>;
}

/** One message of a topic. `id` is unique within the topic. */
export interface QueueMessage {
  readonly id: string;
  /** Ordering key: the execution id. */
  readonly key: string;
  readonly body: JsonObject;
}

/** A message in the hands of a consumer. */
export interface Delivery extends QueueMessage {
  /** Proof of the hold; changes with each delivery. */
  readonly receipt: string;
  /** 1 on the first delivery. */
  readonly deliveries: number;
}

/** How a topic stands. A delivery counts as held until somebody gives it back or takes it over. */
export interface QueueDepth {
  readonly waiting: number;
  readonly held: number;
  readonly dead: number;
}
