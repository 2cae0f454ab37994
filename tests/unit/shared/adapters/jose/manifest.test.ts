import { describe, expect, test } from 'vitest';
import { generatePrivateKey, isSigningKey, signManifest, toSigningKey, verifyManifest, type PrivateKeyFile } from '#shared/adapters/jose/index.ts';
import { subjectOf } from '#shared/core/protocol/manifest.ts';
import { revokeKeys, withReleaseKey } from '#shared/core/protocol/ring-change.ts';
import type { SigningKey } from '#shared/ports/private-keys.ts';
import { createDoorParties, NOW } from '#tests/support/door-parties.ts';

const PROGRAM = {
  identity: { namespace: 'examples', name: 'antifraud', version: '1.0.0' },
  compilerVersion: '0.1.0',
  target: { name: 'default', runtime: 'engine', zone: 'private-cloud' },
  placement: { tasks: {} },
  source: { do: [] },
} as const;
const subject = subjectOf(PROGRAM, 'ab'.repeat(32));

const signerOf = (key: PrivateKeyFile | undefined): SigningKey => {
  if (key === undefined || !isSigningKey(key)) throw new TypeError('it signs');
  return toSigningKey(key);
};
const sign = (key: SigningKey, more: object = {}): Promise<string> => signManifest({ subject: { ...subject, ...more }, releasedBy: 'release@bank.example', at: NOW, key });

describe.each(['ES256', 'Ed25519'] as const)('a manifest that is signed by %s', (algorithm) => {
  const { ring, release, cloud } = createDoorParties(algorithm);
  const key = signerOf(release);

  test('vouches for the compilation that it was made of', async () => {
    const manifest = await sign(key);
    expect(await verifyManifest({ manifest, ring, own: subject })).toEqual({ ok: true, value: { ...subject, v: 1, releasedBy: 'release@bank.example', at: NOW / 1_000 } });
  });

  test('vouches for nothing else, and says in what it differs', async () => {
    const own = subjectOf({ ...PROGRAM, source: { do: [1] } }, 'cd'.repeat(32));
    expect(await verifyManifest({ manifest: await sign(key), ring, own })).toEqual({ ok: false, error: { kind: 'differs', members: ['definition', 'program'] } });
  });

  test('is refused from a key that is no release key, though the ring knows it', async () => {
    const manifest = await sign(signerOf(cloud[0]));
    expect(await verifyManifest({ manifest, ring, own: subject })).toEqual({ ok: false, error: { kind: 'unknown-key' } });
  });

  test('is refused once its release key is revoked, and not when another one took over', async () => {
    const manifest = await sign(key);
    const other = generatePrivateKey(algorithm);
    const after = withReleaseKey(ring, { kid: other.kid, alg: algorithm, jwk: other.jwk });
    expect(await verifyManifest({ manifest, ring: after, own: subject })).toMatchObject({ ok: true });
    const revoked = revokeKeys(after, [release.kid], 1);
    expect(await verifyManifest({ manifest, ring: revoked.ok ? revoked.value : ring, own: subject })).toEqual({ ok: false, error: { kind: 'unknown-key' } });
  });

  test('is refused when it was changed', async () => {
    const [header = '', payload = '', signature = ''] = (await sign(key)).split('.');
    const changed = Buffer.from(Buffer.from(payload, 'base64url').toString('utf8').replace('1.0.0', '1.0.1')).toString('base64url');
    const own = { ...subject, identity: { ...subject.identity, version: '1.0.1' } };
    expect(await verifyManifest({ manifest: [header, changed, signature].join('.'), ring, own })).toEqual({ ok: false, error: { kind: 'signature' } });
  });

  test('is refused as malformed when it is something else that the release key signed', async () => {
    const { signCompact } = await import('#shared/adapters/jose/envelope-signature.ts');
    for (const [typ, payload] of [['uwf-ring', JSON.stringify(subject)], ['run', '{}'], ['uwf-manifest', '{}']] as const) {
      expect(await verifyManifest({ manifest: await signCompact({ typ, payload, key }), ring, own: subject })).toEqual({ ok: false, error: { kind: 'malformed' } });
    }
    for (const manifest of ['', 'a.b.c', 'A'.repeat(20_000)]) expect(await verifyManifest({ manifest, ring, own: subject })).toEqual({ ok: false, error: { kind: 'malformed' } });
  });
});
