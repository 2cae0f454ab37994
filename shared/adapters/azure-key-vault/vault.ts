import { CryptographyClient, KeyClient, type CreateKeyOptions } from '@azure/keyvault-keys';
import { isKeyName } from '#shared/core/kernel/key-name.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyUse, PublicPoint } from '#shared/ports/key-service.ts';
import { clientOptions, type KeyVaultOptions } from './config.ts';
import { SETTLE_MS_DEFAULT } from './limits.ts';

/** What holds the keys: Key Vault with keys in software or in an HSM, or a Managed HSM, which has symmetric ones. */
export type KeyProtection = 'software' | 'hsm' | 'managed-hsm';

/** Uses that Key Vault has operations for: it makes no HMAC and agrees on no secrets. */
export type VaultUse = Extract<KeyUse, 'wrap' | 'sign'>;

/** How keys are made and used. */
export interface KeyVaultKeyOptions extends KeyVaultOptions {
  readonly protection: KeyProtection;
  /** How long whoever meets a new key waits for those that others made at the same moment; 3 seconds unless given. */
  readonly settleMs?: number;
}

/** What is believed for a while. */
export interface Believed<T> {
  readonly value: T;
  /** Monotonic milliseconds. */
  readonly until: number;
}

/** One version of a key as it can be used. */
export interface UsableVersion {
  readonly use: VaultUse;
  readonly operations: CryptographyClient;
  /** Public half of one that signs. */
  readonly point?: PublicPoint;
}

/** The keys of a vault, and what this process knows of them. */
export interface KeyVault {
  readonly client: KeyClient;
  readonly prefix: string;
  readonly protection: KeyProtection;
  readonly settleMs: number;
  readonly newest: Map<string, Believed<number>>;
  readonly versions: Map<string, Believed<UsableVersion>>;
  /** Operations of one key of the vault. */
  operationsOf(keyId: string): CryptographyClient;
}

export function openVault(options: KeyVaultKeyOptions): KeyVault {
  const { url, identity, prefix = 'uwf-', protection, settleMs = SETTLE_MS_DEFAULT } = options;
  return {
    client: new KeyClient(url, identity, clientOptions(options)),
    prefix,
    protection,
    settleMs,
    newest: new Map(),
    versions: new Map(),
    operationsOf: (keyId) => new CryptographyClient(keyId, identity, clientOptions(options)),
  };
}

/** What the names of all versions of a key begin with in the vault. Errors: `UWF-5005`. */
export function namesOf({ prefix }: KeyVault, key: string): string {
  if (!isKeyName(key)) throw new UwfError('UWF-5005', 'a key has a name of lower-case letters, digits and -');
  return `${prefix}${key}-v`;
}

/** Each version is a key of its own in the vault, which can delete keys, but not versions of them. */
export function nameOf(vault: KeyVault, key: string, version: number): string {
  return `${namesOf(vault, key)}${String(version)}`;
}

/** The use, where the vault has it. Errors: `UWF-5005`. */
export function vaultUse(use: KeyUse): VaultUse {
  if (use === 'wrap' || use === 'sign') return use;
  throw new UwfError('UWF-5005', 'Key Vault makes no fingerprints and agrees on no secrets: keep such a key elsewhere');
}

/** Bits of a key that wraps. */
const RSA_BITS = 3_072;
const AES_BITS = 256;

/** How a key is made that is for one use. */
export function kindOf(protection: KeyProtection, use: VaultUse): { readonly type: 'RSA' | 'RSA-HSM' | 'EC' | 'EC-HSM' | 'oct-HSM'; readonly options: CreateKeyOptions } {
  if (use === 'sign') return { type: protection === 'software' ? 'EC' : 'EC-HSM', options: { curve: 'P-256', keyOps: ['sign', 'verify'] } };
  if (protection === 'managed-hsm') return { type: 'oct-HSM', options: { keySize: AES_BITS, keyOps: ['wrapKey', 'unwrapKey'] } };
  return { type: protection === 'software' ? 'RSA' : 'RSA-HSM', options: { keySize: RSA_BITS, keyOps: ['wrapKey', 'unwrapKey'] } };
}

/** RFC 3394 where there are symmetric keys, else RSA-OAEP with SHA-256 (RFC 8017 §7.1). */
export function wrapAlgorithm(protection: KeyProtection): 'A256KW' | 'RSA-OAEP-256' {
  return protection === 'managed-hsm' ? 'A256KW' : 'RSA-OAEP-256';
}

/** What is still believed. */
export function stillBelieved<T>(believed: Believed<T> | undefined): T | undefined {
  return believed !== undefined && believed.until > performance.now() ? believed.value : undefined;
}
