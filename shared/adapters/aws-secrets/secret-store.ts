// Imported by name and not as a whole: what a function of the cloud does not use stays out of its bundle.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { isSecretName } from '#shared/core/kernel/secret-name.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SecretStore } from '#shared/ports/secret-store.ts';
import { fromSecretsError } from './errors.ts';
import { ATTEMPTS_MAX, CONNECT_TIMEOUT_MS, REQUEST_TIMEOUT_MS } from './limits.ts';

/** Where the secrets are, and how their names begin. */
export interface AwsSecretsOptions {
  readonly region: string;
  /** Elsewhere than at the region's usual address: a private endpoint. */
  readonly endpoint?: string;
  /** As the process has them from its role, unless given. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What stands before the name of each secret in the service, for example `uwf/prod/`; nothing unless given. */
  readonly prefix?: string;
}

/** A secret store with connections of its own. */
export interface AwsSecretStore extends SecretStore {
  close(): void;
}

const PREFIX = /^[A-Za-z0-9/_+=.@-]{0,128}$/u;

/**
 * Secrets of AWS Secrets Manager, in their newest version. The text of a JSON object, which is how the service keeps names with values, is one; every other
 * text is itself. The service is asked at each call. Errors: `UWF-5005` (options).
 */
export function createAwsSecretStore({ region, endpoint, credentials, prefix = '' }: AwsSecretsOptions): AwsSecretStore {
  if (region === '') throw new UwfError('UWF-5005', 'region: the name of a region');
  if (!PREFIX.test(prefix)) throw new UwfError('UWF-5005', 'prefix: letters, digits and /_+=.@-, at most 128 characters');
  const client = new SecretsManagerClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
  });
  return {
    resolve: async ({ name }) => {
      if (!isSecretName(name)) throw new UwfError('UWF-4043');
      return parseSecret(await textOf(client, `${prefix}${name}`));
    },
    close: () => client.destroy(),
  };
}

async function textOf(client: SecretsManagerClient, SecretId: string): Promise<string> {
  const told = await client.send(new GetSecretValueCommand({ SecretId })).catch((error: unknown) => {
    throw fromSecretsError(error);
  });
  if (told.SecretString === undefined) throw new UwfError('UWF-5006', 'the secret holds bytes, and no text');
  return told.SecretString;
}

function parseSecret(text: string): JsonValue {
  if (!text.trimStart().startsWith('{')) return text;
  try {
    const value: JsonValue = JSON.parse(text);
    return isJsonObject(value) ? value : text;
  } catch {
    return text;
  }
}
