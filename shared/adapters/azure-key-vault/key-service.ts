import { createHash, createPublicKey, verify } from 'node:crypto';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyService, KeyUse, PublicPoint, WrappedKey } from '#shared/ports/key-service.ts';
import { CALL, checkOptions } from './config.ts';
import { ask, fromKeyError, statusOf } from './errors.ts';
import { describeKey, destroyVersion, ensureKey, newestVersion, rotateKey, usableVersion, type VersionOfKey } from './key-versions.ts';
import { WRAPPED_BYTES_MAX } from './limits.ts';
import { openVault, wrapAlgorithm, vaultUse, type KeyVault, type KeyVaultKeyOptions, type UsableVersion, type VaultUse } from './vault.ts';

/**
 * Keys of Azure Key Vault or of a Managed HSM, `<prefix><key>-v<version>`, one for each version. They wrap data keys and sign; the vault makes no HMAC and
 * agrees on no secrets, so that `mac` and `agree` are absent from `uses` and refused (`UWF-5005`). A key that two processes make at the same moment is one:
 * the first that the vault made. What was wrapped by an RSA key (not of a Managed HSM) is not authenticated: whoever has the public half can wrap.
 * Errors: `UWF-5005` (options).
 */
export function createKeyVaultKeyService(options: KeyVaultKeyOptions): KeyService {
  checkOptions(options);
  const vault = openVault(options);
  return {
    uses: new Set<KeyUse>(['wrap', 'sign']),
    ensure: async ({ key, use }) => ensureKey(vault, key, use),
    describe: ({ key }) => describeKey(vault, key),
    rotate: ({ key }) => rotateKey(vault, key),
    destroy: ({ key, version }) => destroyVersion(vault, { key, version }),
    wrap: ({ key, dataKey }) => wrap(vault, key, dataKey),
    unwrap: (request) => unwrap(vault, request),
    mac: () => refuse('mac'),
    sign: ({ key, text }) => sign(vault, key, text),
    verify: async ({ key, version, text, signature }) => verifyText(await publicHalf(vault, { key, version }), text, signature),
    agree: () => refuse('agree'),
    publicKey: ({ key, version }) => publicHalf(vault, { key, version }),
    close: async () => {},
  };
}

async function refuse(use: 'mac' | 'agree'): Promise<never> {
  vaultUse(use);
  throw new UwfError('UWF-5005', 'the key is for another use');
}

async function versionFor(vault: KeyVault, of: VersionOfKey, use: VaultUse): Promise<UsableVersion> {
  const found = await usableVersion(vault, of);
  if (found.use !== use) throw new UwfError('UWF-5005', 'the key is for another use');
  return found;
}

async function wrap(vault: KeyVault, key: string, dataKey: Uint8Array): Promise<WrappedKey> {
  const version = await newestVersion(vault, key);
  const { operations } = await versionFor(vault, { key, version }, 'wrap');
  const { result } = await ask(operations.wrapKey(wrapAlgorithm(vault.protection), dataKey, CALL));
  return { version, wrapped: Buffer.from(result).toString('base64url') };
}

async function unwrap(vault: KeyVault, { key, version, wrapped }: { readonly key: string } & WrappedKey): Promise<Uint8Array> {
  const bytes = Buffer.from(wrapped, 'base64url');
  if (bytes.length === 0 || bytes.length > WRAPPED_BYTES_MAX) throw new UwfError('UWF-5009', 'a data key does not unwrap');
  const { operations } = await versionFor(vault, { key, version }, 'wrap');
  try {
    const { result } = await operations.unwrapKey(wrapAlgorithm(vault.protection), bytes, CALL);
    return new Uint8Array(result);
  } catch (error) {
    // The vault calls what it cannot open a bad parameter.
    throw statusOf(error) === 400 ? new UwfError('UWF-5009', 'a data key does not unwrap') : fromKeyError(error);
  }
}

/** The vault signs digests (RFC 7518 §3.4). */
async function sign(vault: KeyVault, key: string, text: string): Promise<{ readonly version: number; readonly signature: string }> {
  const version = await newestVersion(vault, key);
  const { operations } = await versionFor(vault, { key, version }, 'sign');
  const { result } = await ask(operations.sign('ES256', createHash('sha256').update(text, 'utf8').digest(), CALL));
  return { version, signature: Buffer.from(result).toString('base64url') };
}

async function publicHalf(vault: KeyVault, of: VersionOfKey): Promise<PublicPoint> {
  const { point } = await versionFor(vault, of, 'sign');
  if (point === undefined) throw new UwfError('UWF-5005', 'the key is for another use');
  return point;
}

/** Needs no secret, and so no vault. */
function verifyText({ x, y }: PublicPoint, text: string, signature: string): boolean {
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  return verify('sha256', Buffer.from(text, 'utf8'), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}
