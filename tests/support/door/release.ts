import { createHmac } from 'node:crypto';
import { fail, succeed } from '#shared/core/kernel/result.ts';
import { compareSubjects, formatManifest, parseManifest } from '#shared/core/protocol/manifest.ts';
import type { ManifestSigner, ManifestVerifier } from '#shared/ports/definition-release.ts';

/** A release key of a test: who has it signs, and checks what was signed with it. */
export interface TestRelease {
  readonly signer: ManifestSigner;
  readonly verifier: ManifestVerifier;
}

/** Manifests by a keyed hash instead of a signature: they are refused for the same reasons. */
export function createTestRelease(kid = 'release-1'): TestRelease {
  const header = encode(JSON.stringify({ alg: 'test', kid }));
  const macOf = (signed: string): string => createHmac('sha256', `secret of ${kid}`).update(signed).digest('base64url');
  return {
    signer: {
      sign: async ({ subject, releasedBy, at }) => {
        const signed = `${header}.${encode(formatManifest({ ...subject, v: 1, releasedBy, at: Math.floor(at / 1_000) }))}`;
        return `${signed}.${macOf(signed)}`;
      },
    },
    verifier: {
      verify: async ({ manifest, own }) => {
        const [givenHeader, payload, mac, ...more] = manifest.split('.');
        if (givenHeader === undefined || payload === undefined || mac === undefined || more.length > 0) return fail({ kind: 'malformed' });
        if (givenHeader !== header) return fail({ kind: 'unknown-key' });
        if (mac !== macOf(`${header}.${payload}`)) return fail({ kind: 'signature' });
        const claims = parseManifest(Buffer.from(payload, 'base64url').toString('utf8'));
        if (claims === undefined) return fail({ kind: 'malformed' });
        return compareSubjects(claims, own).length === 0 ? succeed(claims) : fail({ kind: 'differs' });
      },
    },
  };
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
