import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyProperties, KeyVaultKey } from '@azure/keyvault-keys';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyDescription, KeyUse, PublicPoint } from '#shared/ports/key-service.ts';
import { CALL } from './config.ts';
import { ask, fromKeyError, statusOf } from './errors.ts';
import { NEWEST_KEEP_MS, VAULT_KEYS_MAX, VERSION_KEEP_MS } from './limits.ts';
import { kindOf, nameOf, namesOf, stillBelieved, vaultUse, type KeyVault, type UsableVersion, type VaultUse } from './vault.ts';

const VERSION = /^[1-9]\d{0,8}$/u;

/** A version of a key of ours. */
export interface VersionOfKey {
  readonly key: string;
  readonly version: number;
}

/** A key as it is now. */
export async function describeKey(vault: KeyVault, key: string): Promise<KeyDescription | undefined> {
  const versions = await listVersions(vault, key);
  const current = versions.at(-1);
  if (current === undefined) return undefined;
  const { use } = await usableVersion(vault, { key, version: current });
  vault.newest.set(key, { value: current, until: performance.now() + NEWEST_KEEP_MS });
  return { key, use, current, versions };
}

/** The same where there must be one. Errors: `UWF-5005`. */
export async function requireKey(vault: KeyVault, key: string): Promise<KeyDescription> {
  const description = await describeKey(vault, key);
  if (description === undefined) throw new UwfError('UWF-5005', `there is no key ${key}`);
  return description;
}

/** The newest version. To list the vault for every data key would cost more than the wrapping, so it is believed for a moment. */
export async function newestVersion(vault: KeyVault, key: string): Promise<number> {
  return stillBelieved(vault.newest.get(key)) ?? (await requireKey(vault, key)).current;
}

async function listVersions(vault: KeyVault, key: string): Promise<readonly number[]> {
  const beginning = namesOf(vault, key);
  const versions: number[] = [];
  let looked = 0;
  try {
    for await (const { name } of vault.client.listPropertiesOfKeys(CALL)) {
      if ((looked += 1) > VAULT_KEYS_MAX) throw new UwfError('UWF-5005', 'the vault has too many keys to find one among them');
      const number = name.startsWith(beginning) ? name.slice(beginning.length) : '';
      if (VERSION.test(number)) versions.push(Number(number));
    }
  } catch (error) {
    throw fromKeyError(error);
  }
  return versions.sort((left, right) => left - right);
}

/** The key, made with version 1 when there is none. */
export async function ensureKey(vault: KeyVault, key: string, wanted: KeyUse): Promise<KeyDescription> {
  const use = vaultUse(wanted);
  const found = await describeKey(vault, key);
  if (found === undefined) await makeVersion(vault, { key, version: 1 }, use);
  const description = found ?? (await requireKey(vault, key));
  if (description.use !== use) throw new UwfError('UWF-5005', 'the key is for another use');
  return description;
}

/** Adds a version; those who do so at the same moment add one together. */
export async function rotateKey(vault: KeyVault, key: string): Promise<KeyDescription> {
  const { use, current } = await requireKey(vault, key);
  await makeVersion(vault, { key, version: current + 1 }, vaultUse(use));
  return requireKey(vault, key);
}

async function makeVersion(vault: KeyVault, { key, version }: VersionOfKey, use: VaultUse): Promise<void> {
  const { type, options } = kindOf(vault.protection, use);
  await ask(vault.client.createKey(nameOf(vault, key, version), type, { ...options, ...CALL }));
}

/** Deletes a version. The vault keeps it until its time for recovery is over, and lets nobody use it meanwhile. */
export async function destroyVersion(vault: KeyVault, { key, version }: VersionOfKey): Promise<void> {
  if ((await requireKey(vault, key)).current === version) throw new UwfError('UWF-5005', `version ${String(version)} of the key ${key} is the newest: it is in use`);
  const name = nameOf(vault, key, version);
  vault.versions.delete(name);
  try {
    await vault.client.beginDeleteKey(name, CALL);
  } catch (error) {
    if (statusOf(error) !== 404) throw fromKeyError(error);
  }
}

/** A version as it can be used. Errors: `UWF-5005` when there is none, or it is disabled. */
export async function usableVersion(vault: KeyVault, { key, version }: VersionOfKey): Promise<UsableVersion> {
  const name = nameOf(vault, key, version);
  return stillBelieved(vault.versions.get(name)) ?? (await findVersion(vault, name));
}

async function findVersion(vault: KeyVault, name: string): Promise<UsableVersion> {
  const first = await firstOf(vault, name);
  const key = await ask(vault.client.getKey(name, { ...(first.version === undefined ? {} : { version: first.version }), ...CALL }));
  const value = toUsable(vault, key);
  vault.versions.set(name, { value, until: performance.now() + VERSION_KEEP_MS });
  return value;
}

/**
 * The vault gives a name to everybody who makes a key of it, each time with another key beneath: the first one counts, and of those of one second the one
 * whose id comes first. So a name that is new is looked at again when everybody who saw none before has made theirs.
 */
async function firstOf(vault: KeyVault, name: string): Promise<KeyProperties> {
  const first = (await propertiesOf(vault, name))[0];
  if (first === undefined) throw new UwfError('UWF-5005', 'there is no such key, or no such version of it');
  const age = Date.now() - timeOf(first);
  if (age >= vault.settleMs) return first;
  await sleep(Math.min(vault.settleMs - age, vault.settleMs));
  return (await propertiesOf(vault, name))[0] ?? first;
}

async function propertiesOf(vault: KeyVault, name: string): Promise<readonly KeyProperties[]> {
  const found: KeyProperties[] = [];
  try {
    for await (const properties of vault.client.listPropertiesOfKeyVersions(name, CALL)) if (properties.enabled !== false) found.push(properties);
  } catch (error) {
    throw fromKeyError(error);
  }
  return found.sort((left, right) => timeOf(left) - timeOf(right) || ((left.id ?? '') < (right.id ?? '') ? -1 : 1));
}

function timeOf({ createdOn }: KeyProperties): number {
  return createdOn?.getTime() ?? 0;
}

function toUsable(vault: KeyVault, { id, keyType, key }: KeyVaultKey): UsableVersion {
  if (id === undefined) throw new UwfError('UWF-5005', 'a key of the vault has no id');
  const operations = vault.operationsOf(id);
  if (keyType !== 'EC' && keyType !== 'EC-HSM') return { use: 'wrap', operations };
  return { use: 'sign', operations, point: pointOf(key) };
}

function pointOf({ x, y }: { readonly x?: Uint8Array; readonly y?: Uint8Array } = {}): PublicPoint {
  if (x === undefined || y === undefined) throw new UwfError('UWF-5005', 'a key of the vault has no public half');
  return { kty: 'EC', crv: 'P-256', x: Buffer.from(x).toString('base64url'), y: Buffer.from(y).toString('base64url') };
}
