import { createAwsSecretStore } from '#shared/adapters/aws-secrets/index.ts';
import { systemClock } from '#shared/adapters/node/index.ts';
import { keepSecrets } from '#shared/application/kept-secrets.ts';
import type { ValuesOf } from '#shared/config/schema.ts';
import type { SecretStore } from '#shared/ports/secret-store.ts';
import type { AWS_SETTINGS, CallSettings, StoreSettings } from '../config.ts';

/** Secrets of the deployment itself. */
export const SECRET_NAMES = { door: 'door', release: 'release', kafka: 'kafka' } as const;

/** Where the secrets of workflows begin, within those of the deployment. */
const TASKS = 'tasks/';

type SecretsPlace = Pick<StoreSettings, 'region'> & Pick<CallSettings, 'secretsEndpoint'> & ValuesOf<typeof AWS_SETTINGS.secrets>;

/** Those of the deployment. */
export function openSecrets(place: SecretsPlace): SecretStore {
  return openPrefixed(place, place.secretsPrefix);
}

/** Those that workflows may use: no name leads out of them. */
export function openTaskSecrets(place: SecretsPlace): SecretStore {
  return openPrefixed(place, `${place.secretsPrefix}${TASKS}`);
}

function openPrefixed({ region, secretsEndpoint }: SecretsPlace, prefix: string): SecretStore {
  return keepSecrets({ secrets: createAwsSecretStore({ region, prefix, ...(secretsEndpoint === undefined ? {} : { endpoint: secretsEndpoint }) }), clock: systemClock });
}
