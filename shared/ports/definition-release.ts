import type { Result } from '#shared/core/kernel/result.ts';
import type { DefinitionManifest, ManifestSubject } from '#shared/core/protocol/manifest.ts';
import type { StoredDefinition } from './definition-store.ts';

/** Signs what a release vouches for, with the release key. */
export interface ManifestSigner {
  /** A compact JWS; `at` is epoch milliseconds. Errors: `UWF-5007` (retryable). */
  sign(request: { readonly subject: ManifestSubject; readonly releasedBy: string; readonly at: number }): Promise<string>;
}

/** Checks manifests against what was compiled here. */
export interface ManifestVerifier {
  /** Never throws for a bad manifest. Errors: `UWF-5007` (retryable). */
  verify(request: { readonly manifest: string; readonly own: ManifestSubject }): Promise<Result<DefinitionManifest, { readonly kind: ManifestFault }>>;
}

/** `differs`: it is signed, and vouches for something else than what was compiled here. */
export type ManifestFault = 'malformed' | 'unknown-key' | 'signature' | 'differs';

/** Tells the other zone of released definitions. */
export interface DefinitionAnnouncer {
  /** Durable once resolved; telling again changes nothing. Errors: `UWF-5002`, `UWF-5007` (retryable). */
  announce(request: { readonly stored: StoredDefinition }): Promise<void>;
}
