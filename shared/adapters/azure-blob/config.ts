import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CloudIdentity } from '#shared/ports/cloud-identity.ts';

/** Which container, and how it is reached. */
export interface AzureBlobOptions {
  /** Address of the storage account, for example `https://<account>.blob.core.windows.net`. */
  readonly url: string;
  /** Made by the deployment, with its encryption, its retention and nobody else's access. */
  readonly container: string;
  /** Who asks: an identity, or, for an emulator, the key of the account. */
  readonly credential: CloudIdentity | AccountKey;
  /** Encryption scope that blobs are encrypted by (a key of Key Vault); absent: as the container says. */
  readonly encryptionScope?: string;
  /** Bytes of one blob at most. */
  readonly bytesMax?: number;
}

/** Name and shared key of a storage account. */
export interface AccountKey {
  readonly accountName: string;
  readonly accountKey: string;
}

/** Of the service: 3 to 63 characters, no two hyphens in a row. */
const CONTAINER = /^[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62}$/u;

/** Errors: `UWF-5005`. */
export function checkOptions({ url, container, credential, bytesMax = 1 }: AzureBlobOptions): void {
  if (!URL.canParse(url)) throw new UwfError('UWF-5005', 'url: the address of a storage account');
  if (!('accountKey' in credential) && new URL(url).protocol !== 'https:') throw new UwfError('UWF-5005', 'url: https, for an access token travels with each request');
  if (!CONTAINER.test(container)) throw new UwfError('UWF-5005', 'container: lower-case letters, digits and single hyphens, 3 to 63 characters');
  if (!Number.isSafeInteger(bytesMax) || bytesMax < 1) throw new UwfError('UWF-5005', 'bytesMax: a whole number from 1');
}
