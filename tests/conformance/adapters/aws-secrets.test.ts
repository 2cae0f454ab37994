import { randomUUID } from 'node:crypto';
import { CreateSecretCommand, DeleteSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAwsSecretStore, type AwsSecretStore } from '#shared/adapters/aws-secrets/index.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { startKeptSecrets, type AwsPlace } from '#tests/support/kms/index.ts';
import { describeNotRun } from '#tests/support/not-run.ts';
import { secretStoreContract } from '../ports/secret-store.contract.ts';

const started = await startKeptSecrets();

if (started.ok) {
  const { place, close } = started.value;
  describe('on LocalStack', () => {
    const client = new SecretsManagerClient(place);
    const stores: AwsSecretStore[] = [];
    afterAll(async () => {
      client.destroy();
      stores.forEach((store) => store.close());
      await close();
    });

    secretStoreContract('AWS Secrets Manager', async (secrets) => openStore({ client, place, stores, secrets }), { holdsNoEmptyText: true });
    describeSecretsOf({ client, place, stores });
  });
} else {
  describeNotRun('SecretStore on AWS Secrets Manager', started.reason);
}

interface Around {
  readonly client: SecretsManagerClient;
  readonly place: AwsPlace;
  readonly stores: AwsSecretStore[];
}

/** Each store has a prefix of its own. */
async function openStore({ client, place, stores, secrets, prefix = `test/${randomUUID()}/` }: Around & { readonly secrets: { readonly [name: string]: JsonValue }; readonly prefix?: string }): Promise<AwsSecretStore> {
  for (const [name, value] of Object.entries(secrets)) await client.send(new CreateSecretCommand({ Name: `${prefix}${name}`, SecretString: typeof value === 'string' ? value : JSON.stringify(value) }));
  const store = createAwsSecretStore({ ...place, prefix });
  stores.push(store);
  return store;
}

/** What only this adapter does. */
function describeSecretsOf(around: Around): void {
  describe('secrets of Secrets Manager', () => {
    const prefix = `own/${randomUUID()}/`;
    const { client } = around;
    let store: AwsSecretStore;
    beforeAll(async () => {
      store = await openStore({ ...around, prefix, secrets: { rotated: 'one', deleted: 'x', list: '[1]', broken: '{"a":', text: '{}x' } });
      await client.send(new CreateSecretCommand({ Name: `${prefix}bytes`, SecretBinary: Buffer.from('x') }));
    });

    test('are the newest version of each', async () => {
      expect(await store.resolve({ name: 'rotated' })).toBe('one');
      await client.send(new PutSecretValueCommand({ SecretId: `${prefix}rotated`, SecretString: '{"password":"two"}' }));
      expect(await store.resolve({ name: 'rotated' })).toEqual({ password: 'two' });
    });

    test('are texts unless they are objects', async () => {
      for (const [name, text] of Object.entries({ list: '[1]', broken: '{"a":', text: '{}x' })) expect(await store.resolve({ name })).toBe(text);
    });

    test('that are no text, or are being deleted, are the operator\'s to mend', async () => {
      await client.send(new DeleteSecretCommand({ SecretId: `${prefix}deleted`, RecoveryWindowInDays: 7 }));
      for (const name of ['bytes', 'deleted']) await expect(store.resolve({ name })).rejects.toMatchObject({ code: 'UWF-5006' });
    });

    test('are found under their own prefix only', async () => {
      const other = await openStore({ ...around, secrets: {} });
      await expect(other.resolve({ name: 'rotated' })).rejects.toMatchObject({ code: 'UWF-4043' });
    });
  });
}
