/** AES-256-GCM (NIST SP 800-38D) with data keys that the caller holds, and random bytes. Synchronous, so that keys need not outlive a turn. */
export interface ValueCipher {
  /** A new random data key of 32 bytes. */
  newKey(): Uint8Array;
  /** IV (96 random bits), ciphertext and tag, base64url. One key seals at most 2^32 values. */
  seal(request: { readonly key: Uint8Array; readonly text: string; readonly aad: string }): string;
  /** The text; undefined when it was not sealed with this key and this additional data. */
  open(request: { readonly key: Uint8Array; readonly sealed: string; readonly aad: string }): string | undefined;
}
