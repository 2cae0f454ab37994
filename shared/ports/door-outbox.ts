import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { MessageClaims } from '#shared/core/protocol/message.ts';

/**
 * Messages on their way out of a store, committed with what decided them (protocol §6.1, §7). Published at least once, under one message id.
 * Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface DoorOutbox {
  /** Takes messages that no one else holds, oldest first, and holds them for `leaseMs`. One whose lease ends comes again. */
  claimOutbox(request: { readonly now: number; readonly leaseMs: number; readonly max: number }): Promise<readonly OutgoingMessage[]>;
  /** Removes messages that were published. Unknown ids are ignored. */
  settleOutbox(request: { readonly mids: readonly string[] }): Promise<void>;
}

/** A message as it will be signed: its claims are complete, `mid` is its id. */
export interface OutgoingMessage {
  readonly claims: MessageClaims;
  /** Encrypted when it is published. */
  readonly body?: JsonObject;
  /** In place of a body: the revision whose definition is the body. Read when it is published, as it may be larger than what a store of messages takes. */
  readonly definition?: string;
}

/** A message that was taken in, kept until it could not be accepted any more anyway (protocol §5). */
export interface SeenMessage {
  readonly mid: string;
  /** Payload hash: another one under the same id is an alarm. */
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** A row and the number that its next writer has to show. */
export interface Versioned<T> {
  readonly row: T;
  /** From 1. */
  readonly version: number;
}

/** What becomes of one row: written if nobody else wrote it in between, with everything that belongs to it, or nothing of it. */
export interface RowChange<T> {
  readonly row: T;
  /** {@link Versioned.version} that the change was made from; 0 for a new row. */
  readonly expectedVersion: number;
  readonly messages: readonly OutgoingMessage[];
  /** Messages that the change takes in. */
  readonly seen: readonly SeenMessage[];
}
