/**
 * How a process proves to the services of its cloud who it is: short-lived access tokens for an audience, kept and renewed by whoever gives them.
 * Errors: `UWF-5005` (there is no such identity), `UWF-5001` (it cannot be asked now, retryable).
 */
export interface CloudIdentity {
  /** A token for one of the audiences (OAuth 2.0 scopes of the service); null where the identity may not have one. */
  getToken(scopes: string | string[]): Promise<CloudToken | null>;
}

/** An access token and its end, epoch milliseconds. */
export interface CloudToken {
  readonly token: string;
  readonly expiresOnTimestamp: number;
}
