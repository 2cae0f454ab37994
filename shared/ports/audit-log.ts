import type { AuditFact, AuditHead, AuditRecord } from '#shared/core/vault/audit-chain.ts';

/**
 * What was done with protected data, and by whom: a chain of records, each with the hash of the one before, that is only ever added to.
 * Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface AuditLog {
  /** Adds facts at the end, in one transaction and in their order; durable once resolved. Writers at once take turns, so there is one chain. */
  append(request: { readonly facts: readonly AuditFact[] }): Promise<AuditHead>;
  /** Where the chain ends now. */
  head(): Promise<AuditHead>;
  /** Records behind a sequence number, in order. */
  read(request: { readonly after: number; readonly max: number }): Promise<readonly AuditRecord[]>;
}
