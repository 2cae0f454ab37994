import type { PublicPoint } from './key-service.ts';

/**
 * Public keys to which results are resealed for their callers, as operators have registered them.
 * Errors of every method: `UWF-5001` (store unavailable, retryable).
 */
export interface RecipientRegistry {
  /** Adds a key. The same key again changes nothing and says false. */
  register(request: { readonly recipient: Recipient }): Promise<boolean>;
  /** Ends the use of a key. False: there is none such in use. */
  revoke(request: { readonly tenant: string; readonly principal: string; readonly thumbprint: string; readonly now: number }): Promise<boolean>;
  /** The keys of a principal, or of all of a tenant, revoked ones too, the newest first. */
  list(request: { readonly tenant: string; readonly principal?: string }): Promise<readonly Recipient[]>;
}

/** A principal's key to which values may be sealed for it. */
export interface Recipient {
  readonly tenant: string;
  readonly principal: string;
  /** RFC 7638. */
  readonly thumbprint: string;
  readonly publicKey: PublicPoint;
  readonly registeredBy: string;
  readonly registeredAt: number;
  readonly revokedAt?: number;
}
