import type { JsonObject } from '#shared/core/kernel/json.ts';

/**
 * What handlers keep inside the bank: JSON documents by collection and key. Tier 1 may be in here, so it exists in the on-prem zone only.
 * Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface DocumentStore {
  get(request: { readonly collection: string; readonly key: string }): Promise<JsonObject | undefined>;
  /** Writes a document, replacing an earlier one. Idempotent. */
  put(request: { readonly collection: string; readonly key: string; readonly value: JsonObject }): Promise<void>;
  /** Writes a document unless there is one; false when there was. Atomic. */
  insert(request: { readonly collection: string; readonly key: string; readonly value: JsonObject }): Promise<boolean>;
  /** Documents whose top-level members equal those of `where`, in the order of their keys, at most `max`. */
  find(request: { readonly collection: string; readonly where: DocumentCriteria; readonly max: number }): Promise<readonly StoredDocument[]>;
}

/** Members that must be equal; scalars only, since those have one spelling. */
export interface DocumentCriteria {
  readonly [member: string]: string | number | boolean | null;
}

export interface StoredDocument {
  readonly key: string;
  readonly value: JsonObject;
}
