import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { compareSubjects, formatManifest, parseManifest, type DefinitionManifest, type ManifestDifference, type ManifestSubject } from '#shared/core/protocol/manifest.ts';
import { splitEnvelope } from '#shared/core/protocol/parse-envelope.ts';
import type { KeyRing } from '#shared/core/protocol/ring.ts';
import type { ManifestSigner, ManifestVerifier } from '#shared/ports/definition-release.ts';
import type { KeyRingSource } from '#shared/ports/key-ring-source.ts';
import type { SigningKey } from '#shared/ports/private-keys.ts';
import { createKeyImporter, signCompact, verifyCompact } from './envelope-signature.ts';

/** `typ` of a signed manifest. */
const MANIFEST_TYPE = 'uwf-manifest';
/** Bounds of the claim that carries it. */
const MANIFEST_TOKEN_CHARACTERS_MAX = 16_384;

/** Why a manifest is not accepted. `differs`: it vouches for something else, `members` says in what. */
export type ManifestRefusal =
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unknown-key' }
  | { readonly kind: 'signature' }
  | { readonly kind: 'differs'; readonly members: readonly ManifestDifference[] };

/** Signs what a release vouches for (compact JWS of the release key). `at` is epoch milliseconds. Errors: `UWF-5007`. */
export async function signManifest(request: { readonly subject: ManifestSubject; readonly releasedBy: string; readonly at: number; readonly key: SigningKey }): Promise<string> {
  const { subject, releasedBy, at, key } = request;
  return signCompact({ typ: MANIFEST_TYPE, payload: formatManifest({ ...subject, v: 1, releasedBy, at: Math.floor(at / 1_000) }), key });
}

/**
 * Whether a manifest is signed by a release key of the ring and vouches for exactly what was compiled here (`own`). Never throws for a bad
 * manifest. Errors: `UWF-5007` when a key of the ring cannot be used.
 */
export async function verifyManifest(request: { readonly manifest: string; readonly ring: KeyRing; readonly own: ManifestSubject }): Promise<Result<DefinitionManifest, ManifestRefusal>> {
  const { manifest, ring, own } = request;
  const parts = splitEnvelope(manifest, MANIFEST_TOKEN_CHARACTERS_MAX);
  if (!parts.ok || parts.value.header.typ !== MANIFEST_TYPE) return fail({ kind: 'malformed' });
  const { kid } = parts.value.header;
  const release = ring.revoked.includes(kid) ? undefined : ring.release.find((key) => key.kid === kid);
  if (release === undefined) return fail({ kind: 'unknown-key' });
  const payload = await verifyCompact(parts.value, release, createKeyImporter());
  if (!payload.ok) return fail({ kind: 'signature' });
  const claims = parseManifest(payload.value);
  if (claims === undefined) return fail({ kind: 'malformed' });
  const members = compareSubjects(claims, own);
  return members.length === 0 ? succeed(claims) : fail({ kind: 'differs', members });
}

/** Signs manifests with a release key. */
export function createManifestSigner({ key }: { readonly key: SigningKey }): ManifestSigner {
  return { sign: (request) => signManifest({ ...request, key }) };
}

/** Checks manifests by the release keys of a ring. */
export function createManifestVerifier({ ring }: { readonly ring: KeyRingSource }): ManifestVerifier {
  return {
    verify: async (request) => {
      const verified = await verifyManifest({ ...request, ring: await ring.current() });
      return verified.ok ? verified : fail({ kind: verified.error.kind });
    },
  };
}
