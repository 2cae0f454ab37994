import type { KeyClientOptions } from '@azure/keyvault-keys';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CloudIdentity } from '#shared/ports/cloud-identity.ts';
import { REQUEST_TIMEOUT_MS, RETRIES_MAX, RETRY_DELAY_MS, RETRY_DELAY_MS_MAX } from './limits.ts';

/** Which vault, and how it is reached. */
export interface KeyVaultOptions {
  /** `https://<name>.vault.azure.net`, or `https://<name>.managedhsm.azure.net`. */
  readonly url: string;
  readonly identity: CloudIdentity;
  /** What stands before the name of each key or secret in the vault: letters, digits and hyphens. Keys: `uwf-` unless given; secrets: nothing. */
  readonly prefix?: string;
  /** How requests are sent; the driver's own way unless given. */
  readonly transport?: Transport;
}

/** How the driver lets requests be sent. */
export type Transport = NonNullable<KeyClientOptions['httpClient']>;

const PREFIX = /^(?:[A-Za-z][A-Za-z0-9-]{0,23})?$/u;

/** Errors: `UWF-5005`. */
export function checkOptions({ url, prefix = '' }: KeyVaultOptions): void {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') throw new UwfError('UWF-5005', 'url: the https address of a vault');
  if (!PREFIX.test(prefix)) throw new UwfError('UWF-5005', 'prefix: letters, digits and hyphens from a letter, at most 24 characters');
}

/** Settings of the driver, for keys and for secrets. */
interface DriverOptions {
  readonly retryOptions: NonNullable<KeyClientOptions['retryOptions']>;
  readonly httpClient?: Transport;
}

export function clientOptions({ transport }: KeyVaultOptions): DriverOptions {
  return {
    retryOptions: { maxRetries: RETRIES_MAX, retryDelayInMs: RETRY_DELAY_MS, maxRetryDelayInMs: RETRY_DELAY_MS_MAX },
    ...(transport === undefined ? {} : { httpClient: transport }),
  };
}

/** Settings of each call. */
export const CALL = { requestOptions: { timeout: REQUEST_TIMEOUT_MS } };
