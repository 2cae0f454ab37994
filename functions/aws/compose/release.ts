import { createManifestSigner, isSigningKey, toSigningKey } from '#shared/adapters/jose/index.ts';
import type { Environment } from '#shared/config/read-env.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ManifestSigner } from '#shared/ports/definition-release.ts';
import { parseReleaseSecret } from '../../cloud/door-secret.ts';
import { AWS_SETTINGS, readSettings } from '../config.ts';
import { openSecrets, SECRET_NAMES } from './secrets.ts';

/** Vouches for versions with the release key, which is read with the first one. Errors: `UWF-5005`, and those of the secret. */
export async function openManifestSigner(environment: Environment): Promise<ManifestSigner> {
  const own = readSettings({ ...AWS_SETTINGS.secrets, ...AWS_SETTINGS.calls, region: AWS_SETTINGS.stores.region }, environment);
  const key = parseReleaseSecret(await openSecrets(own).resolve({ name: SECRET_NAMES.release }));
  if (!isSigningKey(key)) throw new UwfError('UWF-5005', 'the secret of the release: expected a private key that signs');
  return createManifestSigner({ key: toSigningKey(key) });
}
