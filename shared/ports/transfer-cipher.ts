import type { Result } from '#shared/core/kernel/result.ts';

/** Which chunk of which set: bound to the ciphertext, so that no chunk can stand for another. */
export interface ChunkPlace {
  /** UUID of the set. */
  readonly set: string;
  /** From 1. */
  readonly number: number;
}

/** Encrypts chunks to one recipient: JWE compact, ECDH-ES+A256KW, A256GCM (RFC 7516, 7518). */
export interface ChunkSealer {
  /** RFC 7638 thumbprint of the recipient's key. */
  readonly recipient: string;
  seal(request: ChunkPlace & { readonly bytes: Uint8Array }): Promise<string>;
}

/** Decrypts chunks; exists where the private key is. */
export interface ChunkOpener {
  /** Thumbprints of the keys that it has. */
  readonly recipients: ReadonlySet<string>;
  /** The bytes; undefined when the text is not this chunk, encrypted to one of the keys. */
  open(request: ChunkPlace & { readonly text: string }): Promise<Uint8Array | undefined>;
}

/** Signs manifests of sets: JWS compact, ES256 (RFC 7515, 7518). */
export interface TransferSigner {
  /** RFC 7638 thumbprint. */
  readonly sender: string;
  sign(text: string): Promise<string>;
}

/** Verifies manifests by the keys of senders that are trusted. */
export interface TransferVerifier {
  /** The text that was signed, and by whom. `malformed`: no signed manifest; `unknown-sender`; `signature`. */
  verify(manifest: string): Promise<Result<{ readonly text: string; readonly sender: string }, 'malformed' | 'unknown-sender' | 'signature'>>;
}
