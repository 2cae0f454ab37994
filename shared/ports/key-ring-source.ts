import type { KeyRing } from '#shared/core/protocol/ring.ts';

/** Where the ring of public keys comes from. */
export interface KeyRingSource {
  /** The newest ring that verified, at most a minute behind its place (protocol §9). Errors: `UWF-5007` when there is none (retryable). */
  current(): Promise<KeyRing>;
}
