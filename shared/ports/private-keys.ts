import type { SigningAlgorithm } from '#shared/core/protocol/ring.ts';

/** A private key that signs, wherever it lies: in a file, in an HSM, with a key service. */
export interface SigningKey {
  /** RFC 7638 thumbprint of its public half. */
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  /** The signature as JWS has it: r and s, 32 bytes each (RFC 7518 §3.4), or Ed25519 (RFC 8037 §3.1). Errors: `UWF-5007` (retryable). */
  sign(request: { readonly bytes: Uint8Array }): Promise<Uint8Array>;
}

/** A private key that opens boxes which were encrypted to it, wherever it lies. */
export interface OpeningKey {
  readonly kid: string;
  /** The plaintext of a compact JWE; undefined when it does not open. Errors: `UWF-5007` when the key cannot be used (retryable). */
  open(request: { readonly box: string }): Promise<Uint8Array | undefined>;
}

/** The private keys of one party: the current ones, those to come, and those that are kept for what was encrypted earlier. */
export interface PrivateKeys {
  /** Errors: `UWF-5007` (retryable). */
  signing(): Promise<readonly SigningKey[]>;
  /** Errors: `UWF-5007` (retryable). */
  opening(): Promise<readonly OpeningKey[]>;
}
