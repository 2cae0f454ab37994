import type { BudgetRule } from '#shared/core/vault/budget.ts';
import type { SealedPlace } from '#shared/core/vault/binding.ts';

/**
 * Where the vault keeps ciphertext and wrapped data keys. It is not trusted: whoever can read or write it learns no value and can move none.
 * Holds no token, only digests; no id of a data subject, only keyed fingerprints. Errors of every method: `UWF-5001` (retryable).
 */
export interface VaultStore {
  /** Data keys in use of these subjects. */
  findDataKeys(request: { readonly tenant: string; readonly subjects: readonly string[] }): Promise<readonly StoredDataKey[]>;
  /**
   * Writes new data keys and values in one transaction. `changed`: a subject has got another data key meanwhile, one that the values need is
   * destroyed, or its key version is retired; no value is written then: look again and repeat. A token that is there already stays as it is.
   */
  put(request: { readonly dataKeys: readonly StoredDataKey[]; readonly values: readonly StoredValue[] }): Promise<'stored' | 'changed'>;
  /** Values by the digests of their tokens, with their data keys. */
  find(request: { readonly tokenDigests: readonly string[] }): Promise<readonly FoundValue[]>;
  /** Destroys the data keys in use of a subject, known by any of its fingerprints, and says which these were. */
  erase(request: { readonly tenant: string; readonly subjects: readonly string[]; readonly now: number }): Promise<readonly ErasedDataKey[]>;
  /** Every data key that a subject has ever had, destroyed or not. */
  subjectKeys(request: { readonly tenant: string; readonly subjects: readonly string[] }): Promise<readonly SubjectKey[]>;
  /** Data keys under versions below one, by id, behind an id. */
  dataKeysBelow(request: { readonly kek: string; readonly version: number; readonly after: string; readonly max: number }): Promise<readonly StoredDataKey[]>;
  /** Gives data keys of one key-encryption key another wrapping if they still have the one that was read; says how many. A destroyed one stays destroyed. */
  rewrap(request: { readonly kek: string; readonly changes: readonly Rewrapping[] }): Promise<number>;
  /** From now on no data key is written under a version below this one. Returns how many there still are. */
  retire(request: { readonly kek: string; readonly below: number }): Promise<number>;
  counts(): Promise<VaultCounts>;
  /** Takes a cost out of a named budget, for all processes together. False: not enough left, nothing taken. */
  spend(request: { readonly budget: string; readonly rule: BudgetRule; readonly cost: number; readonly now: number }): Promise<boolean>;
}

/** A data key, wrapped; that of one data subject. */
export interface StoredDataKey {
  readonly keyId: string;
  readonly tenant: string;
  /** Keyed fingerprint of the data subject. */
  readonly subject: string;
  /** Key-encryption key and its version. */
  readonly kek: string;
  readonly version: number;
  readonly wrapped: string;
  readonly createdAt: number;
}

/** A value as it is stored: everything but `sealed` is authenticated with it. */
export interface StoredValue extends SealedPlace {
  readonly sealed: string;
}

/** A value and, until its subject is erased, the data key that it needs. */
export interface FoundValue {
  readonly value: StoredValue;
  readonly dataKey?: StoredDataKey;
  /** Present once the data key is destroyed. */
  readonly erasedAt?: number;
}

/** A data key that was destroyed, and how many values rested on it. */
export interface ErasedDataKey {
  readonly keyId: string;
  readonly values: number;
}

/** What is left to see of a data key. */
export interface SubjectKey extends ErasedDataKey {
  readonly createdAt: number;
  readonly erasedAt?: number;
}

/** Another wrapping of a data key. */
export interface Rewrapping {
  readonly keyId: string;
  /** The version under which it was read. */
  readonly from: number;
  readonly version: number;
  readonly wrapped: string;
}

/** What the vault holds. */
export interface VaultCounts {
  readonly values: number;
  /** Data keys in use by key-encryption key and version. */
  readonly dataKeys: readonly { readonly kek: string; readonly version: number; readonly keys: number }[];
  readonly erasedKeys: number;
}
