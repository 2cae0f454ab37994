import { SecretClient, type KeyVaultSecret } from '@azure/keyvault-secrets';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SecretStore } from '#shared/ports/secret-store.ts';
import { CALL, checkOptions, clientOptions, type KeyVaultOptions } from './config.ts';
import { fromSecretError } from './errors.ts';
import { vaultSecretName } from './secret-name.ts';

/** A secret with this type is JSON; any other one is text. */
const JSON_TYPE = 'application/json';

/**
 * Secrets of Azure Key Vault, in their newest version, by the names that `vaultSecretName` makes of ours. The vault is asked at each call.
 * Errors: `UWF-5005` (options).
 */
export function createKeyVaultSecretStore(options: KeyVaultOptions): SecretStore {
  checkOptions(options);
  const { url, identity, prefix = '' } = options;
  const client = new SecretClient(url, identity, clientOptions(options));
  return {
    resolve: async ({ name }) => {
      const vaultName = vaultSecretName(name, prefix);
      if (vaultName === undefined) throw new UwfError('UWF-4043');
      return parseSecret(await secretOf(client, vaultName));
    },
  };
}

async function secretOf(client: SecretClient, vaultName: string): Promise<KeyVaultSecret> {
  try {
    return await client.getSecret(vaultName, CALL);
  } catch (error) {
    throw fromSecretError(error);
  }
}

/** The parser's own message would quote the secret. */
function parseSecret({ value = '', properties }: KeyVaultSecret): JsonValue {
  if (properties.contentType !== JSON_TYPE) return value;
  try {
    const parsed: JsonValue = JSON.parse(value);
    return parsed;
  } catch {
    throw new UwfError('UWF-5006', 'the secret says that it is JSON, and is not');
  }
}
