import type { DefinitionRefusal, RejectCode } from '#shared/core/protocol/reject.ts';

/**
 * Records that were not accepted as messages: where they are and why, never what they hold (protocol §2). A record can be read again at its place
 * while its topic keeps it. Errors: `UWF-5001` or `UWF-5002` (retryable).
 */
export interface DeadLetterLog {
  /** Durable once resolved. Idempotent by place: the same record may be told more than once. */
  append(request: { readonly letters: readonly DeadLetter[] }): Promise<void>;
}

/** One record that was refused. */
export interface DeadLetter {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly reject: RejectCode | DefinitionRefusal;
  /** Lower-case hex over the UTF-8 bytes of the record. */
  readonly sha256: string;
  /** When it was refused, epoch milliseconds. */
  readonly at: number;
}
