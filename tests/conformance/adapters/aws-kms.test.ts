import { randomBytes } from 'node:crypto';
import { KMSClient, ListAliasesCommand, ListKeysCommand, DescribeKeyCommand, EncryptCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKmsKeyService } from '#shared/adapters/aws-kms/index.ts';
import type { KeyService } from '#shared/ports/key-service.ts';
import { startKeptSecrets, type AwsPlace } from '#tests/support/kms/index.ts';
import { describeNotRun } from '#tests/support/not-run.ts';
import { keyServiceContract } from '../ports/key-service.contract.ts';

const started = await startKeptSecrets();

if (started.ok) {
  const { place, close } = started.value;
  describe('on LocalStack', () => {
    afterAll(close);

    keyServiceContract('AWS KMS', async () => {
      const open = () => createKmsKeyService(place);
      const keys = open();
      return { keys, reopen: async () => open(), close: () => keys.close() };
    }, { wrapped: /^[\w-]{100,500}$/u });

    describeKeysOf(place);
  });
} else {
  describeNotRun('KeyService on AWS KMS', started.reason);
}

/** What only this adapter does. */
function describeKeysOf(place: AwsPlace): void {
  describe('keys of KMS', () => {
    let client: KMSClient;
    let services: readonly [KeyService, KeyService];
    beforeAll(() => {
      client = new KMSClient(place);
      services = [createKmsKeyService({ ...place, prefix: 'bank/prod' }), createKmsKeyService({ ...place, prefix: 'bank/prod', destroyDays: 7 })];
    });
    afterAll(async () => {
      client.destroy();
      await Promise.all(services.map((service) => service.close()));
    });

    const statesOf = async (text: string): Promise<readonly string[]> => {
      const { Keys = [] } = await client.send(new ListKeysCommand({ Limit: 1000 }));
      const found = await Promise.all(Keys.map(({ KeyId }) => client.send(new DescribeKeyCommand({ KeyId }))));
      return found.flatMap(({ KeyMetadata }) => (KeyMetadata?.Description?.includes(text) === true ? [String(KeyMetadata.KeyState)] : [])).sort();
    };

    test('have an alias for each version, and none that two processes made is lost or left over', async () => {
      const [one, other] = services;
      await Promise.all([one, other, one, other].map((service) => service.ensure({ key: 'race', use: 'mac' })));
      await Promise.all([one, other, one, other].map((service) => service.rotate({ key: 'race' })));
      expect(await one.describe({ key: 'race' })).toEqual({ key: 'race', use: 'mac', current: 5, versions: [1, 2, 3, 4, 5] });
      const { Aliases = [] } = await client.send(new ListAliasesCommand({ Limit: 100 }));
      expect(Aliases.flatMap(({ AliasName = '' }) => (AliasName.includes('race') ? [AliasName] : [])).sort()).toEqual([1, 2, 3, 4, 5].map((version) => `alias/bank/prod/race/${String(version)}`));
      const states = await statesOf(': race, version');
      expect(states.filter((state) => state === 'Enabled')).toHaveLength(5);
      expect(states.every((state) => state === 'Enabled' || state === 'PendingDeletion')).toBe(true);
    });

    test('are destroyed by the service, and not only forgotten', async () => {
      const [one, other] = services;
      await one.ensure({ key: 'gone', use: 'wrap' });
      await one.rotate({ key: 'gone' });
      await other.destroy({ key: 'gone', version: 1 });
      expect(await statesOf(': gone, version 1')).toEqual(['PendingDeletion']);
      expect(await statesOf(': gone, version 2')).toEqual(['Enabled']);
    });

    test('wrap under the name of the key and its version: nothing else opens it', async () => {
      const [one] = services;
      await one.ensure({ key: 'bound', use: 'wrap' });
      const foreign = await client.send(new EncryptCommand({ KeyId: 'alias/bank/prod/bound/1', Plaintext: randomBytes(32) }));
      const wrapped = Buffer.from(foreign.CiphertextBlob ?? []).toString('base64url');
      await expect(one.unwrap({ key: 'bound', version: 1, wrapped })).rejects.toMatchObject({ code: 'UWF-5009' });
    });

    test('make fingerprints of what the service takes', async () => {
      const [one] = services;
      await one.ensure({ key: 'fingers', use: 'mac' });
      expect(await one.mac({ key: 'fingers', version: 1, text: 'x'.repeat(4096) })).toMatch(/^[\w-]{43}$/u);
      await expect(one.mac({ key: 'fingers', version: 1, text: 'ä'.repeat(2049) })).rejects.toMatchObject({ code: 'UWF-4000' });
    });
  });
}
