import { describe, expect, test } from 'vitest';
import { fromKeyError, fromSecretError } from '#shared/adapters/azure-key-vault/errors.ts';
import { createKeyVaultKeyService, createKeyVaultSecretStore } from '#shared/adapters/azure-key-vault/index.ts';

const error = (statusCode: number | undefined, code?: string) => Object.assign(new Error('quotes hunter2'), { statusCode, ...(code === undefined ? {} : { code }) });

describe('errors of Key Vault', () => {
  test.each([
    [400, 'UWF-5005', 'UWF-5006'],
    [401, 'UWF-5005', 'UWF-5006'],
    [403, 'UWF-5005', 'UWF-5006'],
    [404, 'UWF-5005', 'UWF-4043'],
    [408, 'UWF-5007', 'UWF-5001'],
    [409, 'UWF-5005', 'UWF-5006'],
    [429, 'UWF-5007', 'UWF-5001'],
    [503, 'UWF-5007', 'UWF-5001'],
    [undefined, 'UWF-5007', 'UWF-5001'],
  ])('%s is %s of keys and %s of secrets, without its words', (status, ofKeys, ofSecrets) => {
    for (const ours of [fromKeyError(error(status)), fromKeyError(error(status, 'KeyDisabled')), fromKeyError(error(status, 'two words'))]) {
      expect(ours.code).toBe(ofKeys);
      expect(JSON.stringify([ours.message, ours.details])).not.toMatch(/hunter2|two words/u);
    }
    expect(fromSecretError(error(status)).code).toBe(ofSecrets);
    expect(fromSecretError(error(status)).message).not.toContain('hunter2');
  });

  test('of the options are told before anything is asked', () => {
    const identity = { getToken: async () => null };
    for (const bad of [{ url: 'http://v.vault.azure.net' }, { url: 'v' }, { url: 'https://v.vault.azure.net', prefix: 'a_b' }]) {
      expect(() => createKeyVaultKeyService({ identity, protection: 'hsm', ...bad })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
      expect(() => createKeyVaultSecretStore({ identity, ...bad })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
    }
  });
});
