import { randomBytes, randomUUID } from 'node:crypto';
import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { AzureBlobOptions } from '#shared/adapters/azure-blob/index.ts';
import { launchService } from '../launch-service.ts';
import type { Found } from '../localstack-install.ts';
import { findAzurite } from './install.ts';

/** An emulator of Azure Blob Storage, of one process. */
export interface Azurite {
  /** Makes a container, and tells how to come in. */
  addContainer(): Promise<Pick<AzureBlobOptions, 'url' | 'container' | 'credential'>>;
  close(): Promise<void>;
}

/** Starts one; where there can be none, says why. */
export async function startAzurite(): Promise<Found<Azurite>> {
  const found = await findAzurite();
  if (!found.ok) return found;
  const accountName = 'uwftest';
  const accountKey = randomBytes(32).toString('base64');
  const main = found.value;
  const launched = await launchService({
    name: 'Azurite',
    program: process.execPath,
    // Newer clients name a version of the interface that it does not know, and needs not.
    args: ({ port }) => [main, '--silent', '--disableTelemetry', '--skipApiVersionCheck', '--inMemoryPersistence', '--blobHost', '127.0.0.1', '--blobPort', String(port)],
    env: { AZURITE_ACCOUNTS: `${accountName}:${accountKey}` },
  });
  if (!launched.ok) return launched;
  const { port, close } = launched.value;
  const url = `http://127.0.0.1:${String(port)}/${accountName}`;
  const addContainer = async () => {
    const container = `test-${randomUUID()}`;
    await new ContainerClient(`${url}/${container}`, new StorageSharedKeyCredential(accountName, accountKey)).create();
    return { url, container, credential: { accountName, accountKey } };
  };
  return { ok: true, value: { addContainer, close } };
}
