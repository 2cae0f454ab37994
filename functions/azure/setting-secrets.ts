import type { Environment } from '#shared/config/read-env.ts';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { isSecretName } from '#shared/core/kernel/secret-name.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SecretStore } from '#shared/ports/secret-store.ts';

const BEGINNING = 'UWF_SECRET_';

/** Name of the setting of a secret: names of settings are letters, digits and `_`. Two secrets whose names differ in other signs only have one. */
function settingOf(name: string): string {
  return `${BEGINNING}${name.replaceAll(/[^A-Za-z0-9]/gu, '_').toUpperCase()}`;
}

/** Secrets of tasks as settings of the app, which are references to Key Vault: `use.secrets: [api-key]` is `UWF_SECRET_API_KEY`. The text of a JSON object is one. */
export function createSettingSecrets(environment: Environment): SecretStore {
  return {
    resolve: async ({ name }) => {
      const text = isSecretName(name) ? environment[settingOf(name)] : undefined;
      if (text === undefined) throw new UwfError('UWF-4043', undefined, { details: { secret: name } });
      return parseSecret(text);
    },
  };
}

function parseSecret(text: string): JsonValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return isJsonObject(value) ? value : text;
  } catch {
    return text;
  }
}

/** A secret that has to be JSON. Errors: `UWF-5005`, which says nothing of what is there. */
export function parseJsonSecret(setting: string, text: string): JsonValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    throw new UwfError('UWF-5005', `${setting}: expected JSON`);
  }
}
