import { describe, expect, test } from 'vitest';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { SecretStore } from '#shared/ports/secret-store.ts';

/** What a store cannot be given. */
export interface SecretStoreLimits {
  /** Services of clouds keep no empty text. */
  readonly holdsNoEmptyText?: boolean;
}

/** What every secret store does. `open` makes one that holds the secrets given. */
export function secretStoreContract(name: string, open: (secrets: { readonly [name: string]: JsonValue }) => Promise<SecretStore>, { holdsNoEmptyText = false }: SecretStoreLimits = {}): void {
  describe(`SecretStore on ${name}`, () => {
    test('resolve() gives texts and objects as they are', async () => {
      const secrets = { word: ' pä"ss\\word \n', ...(holdsNoEmptyText ? {} : { empty: '' }), digits: '0123', user: { name: 'anna', keys: [1, { deep: true }] }, 'with-hyphen_and.dot1': 'x' };
      const store = await open(secrets);
      for (const [secret, value] of Object.entries(secrets)) expect(await store.resolve({ name: secret })).toEqual(value);
    });

    test.each(['gone', '', '.', '..', '../word', 'a/b', '/etc/passwd', 'word\0', '__proto__', 'constructor', 'word.json.json', 'x'.repeat(300)])('resolve() refuses %j, which is no secret', async (secret) => {
      const store = await open({ word: 'x' });
      await expect(store.resolve({ name: secret })).rejects.toMatchObject({ code: 'UWF-4043' });
    });

    test('what was read can be changed without changing the secret', async () => {
      const store = await open({ user: { list: [1] } });
      const first = await store.resolve({ name: 'user' });
      Object.assign(Object(first), { list: [] });
      expect(await store.resolve({ name: 'user' })).toEqual({ list: [1] });
    });
  });
}
