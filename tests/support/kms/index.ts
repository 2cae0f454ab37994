import { startLocalStack } from '../localstack.ts';
import type { Found } from '../localstack-install.ts';

/** How clients come in. */
export interface AwsPlace {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** AWS KMS and Secrets Manager as LocalStack has them: KMS with all four uses of keys, key agreement among them. It checks no rights and no key policies. */
export interface KeptSecrets {
  readonly place: AwsPlace;
  close(): Promise<void>;
}

/** Starts them; where they cannot be had, says why. Installed where the tests of everything are run. */
export async function startKeptSecrets(): Promise<Found<KeptSecrets>> {
  const started = await startLocalStack({ mayInstall: process.env['CI'] === 'true', services: ['kms', 'secretsmanager', 'sts'] });
  if (!started.ok) return started;
  const { endpoint, stop } = started.value;
  return { ok: true, value: { place: { region: 'eu-central-1', endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }, close: stop } };
}
