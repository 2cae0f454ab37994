import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SecretStore } from '#shared/ports/secret-store.ts';
import { parseText, toText } from './json-copy.ts';

/** Secrets that live as long as the process: for tests, simulation and dry runs. */
export function createMemorySecretStore(secrets: { readonly [name: string]: JsonValue }): SecretStore {
  const texts = new Map(Object.entries(secrets).map(([name, value]) => [name, toText(value)]));
  return {
    resolve: async ({ name }) => {
      const text = texts.get(name);
      if (text === undefined) throw new UwfError('UWF-4043');
      return parseText(text);
    },
  };
}
