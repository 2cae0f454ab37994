import { secretNamesIn, withSecrets } from '#shared/core/asl/secret-references.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { SecretResolver, SecretStore } from '#shared/ports/secret-store.ts';
import { failureFields } from './failure-code.ts';

interface SecretPorts {
  readonly secrets: SecretStore;
  readonly logger: Logger;
}

/**
 * Puts secrets in the places of their references, for the executors of one zone. A secret that is not there, or cannot be used, leaves its
 * place empty: the answer is the pointer of that place. Why it cannot be used is logged, by its name, for the operator. Other errors of the
 * store go on.
 */
export function createSecretResolver(ports: SecretPorts): SecretResolver {
  return async (value) => withSecrets(value, await secretsIn(ports, value));
}

async function secretsIn({ secrets, logger }: SecretPorts, value: JsonValue): Promise<ReadonlyMap<string, JsonValue>> {
  const found = new Map<string, JsonValue>();
  for (const name of secretNamesIn(value)) {
    try {
      found.set(name, await secrets.resolve({ name }));
    } catch (error) {
      if (!(error instanceof UwfError) || (error.code !== 'UWF-4043' && error.code !== 'UWF-5006')) throw error;
      logger.warn('secret-not-resolved', { secret: name, ...failureFields(error) });
    }
  }
  return found;
}
