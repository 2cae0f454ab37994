import { KMSClient } from '@aws-sdk/client-kms';
import { isKeyName } from '#shared/core/kernel/key-name.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyUse, PublicPoint } from '#shared/ports/key-service.ts';
import type { KmsOptions } from './config.ts';
import { ATTEMPTS_MAX, CONNECT_TIMEOUT_MS, DESTROY_DAYS_DEFAULT, REQUEST_TIMEOUT_MS } from './limits.ts';

/** What is believed for a while. */
export interface Believed<T> {
  readonly value: T;
  /** Monotonic milliseconds. */
  readonly until: number;
}

/** The keys of an account, and what this process knows of them. */
export interface KeyAccount {
  readonly client: KMSClient;
  readonly prefix: string;
  readonly destroyDays: number;
  /** Newest version by key. */
  readonly newest: Map<string, Believed<number>>;
  /** Public halves by alias. */
  readonly points: Map<string, Believed<{ readonly use: KeyUse; readonly point: PublicPoint }>>;
  /** The highest version of a key that this process made, which the service may not list yet. */
  readonly made: Map<string, number>;
}

export function openAccount({ region, endpoint, credentials, prefix = 'uwf', destroyDays = DESTROY_DAYS_DEFAULT }: KmsOptions): KeyAccount {
  const client = new KMSClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
  });
  return { client, prefix, destroyDays, newest: new Map(), points: new Map(), made: new Map() };
}

/** What the aliases of all versions of a key begin with. Errors: `UWF-5005`. */
export function aliasesOf({ prefix }: KeyAccount, key: string): string {
  if (!isKeyName(key)) throw new UwfError('UWF-5005', 'a key has a name of lower-case letters, digits and -');
  return `alias/${prefix}/${key}/`;
}

/** What a version of a key is found by. */
export function aliasOf(account: KeyAccount, key: string, version: number): string {
  return `${aliasesOf(account, key)}${String(version)}`;
}

/** What is still believed. */
export function stillBelieved<T>(believed: Believed<T> | undefined): T | undefined {
  return believed !== undefined && believed.until > performance.now() ? believed.value : undefined;
}
