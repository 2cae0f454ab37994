/**
 * Checks a bearer token (RFC 6750) and says who calls.
 * Errors: `UWF-4010` (no valid token), `UWF-5003` (keys of the issuer cannot be had, retryable).
 */
export interface IdentityVerifier {
  verify(request: { readonly token: string }): Promise<Principal>;
}

/** Who calls, and what they may do. */
export interface Principal {
  /** `sub` of the token. */
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
}
