import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeyVaultKeyService, createKeyVaultSecretStore, type KeyProtection } from '#shared/adapters/azure-key-vault/index.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { startTestVault, type TestVault } from '#tests/support/kms/vault-server.ts';
import { vaultSecretName } from '#shared/adapters/azure-key-vault/secret-name.ts';
import { keyServiceContract } from '../ports/key-service.contract.ts';
import { secretStoreContract } from '../ports/secret-store.contract.ts';

const USES = ['sign', 'wrap'] as const;

/** Keys made in one process at a time do not wait for others. */
function openKeys(protection: KeyProtection, settleMs = 0) {
  return async () => {
    const vault = await startTestVault();
    const open = () => createKeyVaultKeyService({ ...vault.options, protection, settleMs });
    return { keys: open(), reopen: async () => open(), close: () => vault.close() };
  };
}

keyServiceContract('Azure Key Vault (our own server)', openKeys('software'), { uses: USES, wrapped: /^[\w-]{171}$/u });
keyServiceContract('Azure Managed HSM (our own server)', openKeys('managed-hsm'), { uses: USES });

describe('on our own server', () => {
  let vault: TestVault;
  beforeAll(async () => {
    vault = await startTestVault();
  });
  afterAll(() => vault.close());

  secretStoreContract('Azure Key Vault', async (secrets) => openSecrets(vault, secrets), { holdsNoEmptyText: true });

  describe('keys of Key Vault', () => {
    test('that processes make at the same moment are one key', async () => {
      const services = Array.from({ length: 4 }, () => createKeyVaultKeyService({ ...vault.options, protection: 'software', settleMs: 1_500 }));
      const [first] = services;
      const signed = await Promise.all(
        services.map(async (service) => {
          await service.ensure({ key: 'race', use: 'sign' });
          return service.sign({ key: 'race', text: 'x' });
        }),
      );
      expect(vault.keys.count('uwf-race-v1')).toBeGreaterThan(1);
      for (const signature of signed) expect(await first?.verify({ key: 'race', ...signature, text: 'x' })).toBe(true);
    });

    test('that another process made in the same second, and that are seen later, may be the one', async () => {
      const [keys, other] = [1_500, 1_500].map((settleMs) => createKeyVaultKeyService({ ...vault.options, protection: 'software', settleMs }));
      const made = keys?.ensure({ key: 'late', use: 'sign' });
      while (vault.keys.count('uwf-late-v1') === 0) await sleep(5);
      await sleep(100);
      vault.keys.precede('uwf-late-v1');
      await made;
      const signature = await keys?.sign({ key: 'late', text: 'x' });
      expect(await other?.verify({ key: 'late', version: 1, text: 'x', signature: signature?.signature ?? '' })).toBe(true);
    });

    test('that were disabled, or made by a rotation of the vault itself, do not count', async () => {
      const keys = createKeyVaultKeyService({ ...vault.options, protection: 'hsm', settleMs: 0 });
      await keys.ensure({ key: 'turned', use: 'wrap' });
      const wrapped = await keys.wrap({ key: 'turned', dataKey: new Uint8Array(32) });
      vault.passTime(1_000);
      for (let rotation = 0; rotation < 12; rotation += 1) vault.keys.create('uwf-turned-v1', { kty: 'RSA-HSM' });
      const later = createKeyVaultKeyService({ ...vault.options, protection: 'hsm', settleMs: 0 });
      await expect(Promise.all([keys, later].map((service) => service.unwrap({ key: 'turned', ...wrapped })))).resolves.toHaveLength(2);
      vault.keys.disable('uwf-turned-v1');
      for (const service of [keys, later]) await expect(service.unwrap({ key: 'turned', ...wrapped })).rejects.toMatchObject({ code: 'UWF-5005' });
    });

    test('are found over many pages of the vault', async () => {
      const keys = createKeyVaultKeyService({ ...vault.options, protection: 'managed-hsm', settleMs: 0 });
      await keys.ensure({ key: 'old', use: 'wrap' });
      for (let round = 0; round < 20; round += 1) await keys.rotate({ key: 'old' });
      expect((await keys.describe({ key: 'old' }))?.versions).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    });

    test.each([
      [401, 'UWF-5005'],
      [403, 'UWF-5005'],
    ])('refused by %i are for the operator, and by nothing of what the vault says', async (status, code) => {
      const keys = createKeyVaultKeyService({ ...vault.options, protection: 'software', settleMs: 0 });
      vault.setAway(status);
      const error: unknown = await keys.describe({ key: 'x' }).catch((reason: unknown) => reason);
      vault.setAway(undefined);
      expect(error).toMatchObject({ code });
      expect(String(error)).not.toContain('hunter2');
    });

    test('cannot be asked for by an identity that gets no token', async () => {
      const identity = { getToken: async () => Promise.reject(new Error('no endpoint for hunter2')) };
      const failure: unknown = await createKeyVaultKeyService({ ...vault.options, identity, protection: 'software' }).describe({ key: 'k' }).catch((reason: unknown) => reason);
      expect(failure).toMatchObject({ code: 'UWF-5007' });
      expect(String(failure)).not.toContain('hunter2');
    });

    test('of a vault that is away can be asked for again', async () => {
      const keys = createKeyVaultKeyService({ ...vault.options, protection: 'software', settleMs: 0 });
      vault.setAway(503);
      await expect(keys.describe({ key: 'x' })).rejects.toMatchObject({ code: 'UWF-5007' });
      await expect(openSecrets(vault, {}).resolve({ name: 'x' })).rejects.toMatchObject({ code: 'UWF-5001' });
      vault.setAway(undefined);
      expect(await keys.describe({ key: 'x' })).toBeUndefined();
    }, 30_000);
  });

  describe('secrets of Key Vault', () => {
    test('are JSON where they say so, and must be then', async () => {
      vault.secrets.set('object', { value: '{"a":1}', contentType: 'application/json' });
      vault.secrets.set('text', { value: '{"a":1}' });
      vault.secrets.set('broken', { value: 'hunter2', contentType: 'application/json' });
      const store = createKeyVaultSecretStore(vault.options);
      expect(await store.resolve({ name: 'object' })).toEqual({ a: 1 });
      expect(await store.resolve({ name: 'text' })).toBe('{"a":1}');
      const error: unknown = await store.resolve({ name: 'broken' }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'UWF-5006' });
      expect(String(error)).not.toContain('hunter2');
    });

    test('that may not be read are the operator\'s to mend', async () => {
      vault.setAway(403);
      await expect(createKeyVaultSecretStore(vault.options).resolve({ name: 'text' })).rejects.toMatchObject({ code: 'UWF-5006' });
      vault.setAway(undefined);
    });
  });
});

let stores = 0;

/** Each store has a prefix of its own. */
function openSecrets(vault: TestVault, secrets: { readonly [name: string]: JsonValue }) {
  const prefix = `t${String((stores += 1))}-`;
  for (const [name, value] of Object.entries(secrets)) {
    const isText = typeof value === 'string';
    vault.secrets.set(vaultSecretName(name, prefix) ?? '', { value: isText ? value : JSON.stringify(value), ...(isText ? {} : { contentType: 'application/json' }) });
  }
  return createKeyVaultSecretStore({ ...vault.options, prefix });
}
