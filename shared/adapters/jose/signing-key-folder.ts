import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyCard } from '#shared/core/protocol/ring.ts';
import { BOX_KEY_ALGORITHM } from '#shared/core/protocol/ring.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { PrivateKeys } from '#shared/ports/private-keys.ts';
import { readOwnerOnlyJson, writeOwnerOnly } from './key-file.ts';
import { formatPrivateJwk, generatePrivateKey, isSigningKey, parsePrivateJwk, toOpeningKey, toSigningKey, type PrivateKeyFile } from './signing-key.ts';

/** A folder is looked at again after this time, so that a rotation needs no restart. */
export const KEY_FOLDER_RELOAD_MS_DEFAULT = 30_000;

/** Key files are named by the thumbprint of their key. */
const KEY_FILE = /^[A-Za-z0-9_-]{43}\.jwk$/u;
const OWNER_FOLDER = 0o700;

/** What a new key is for. */
export interface NewKey extends Pick<KeyCard, 'alg' | 'iss' | 'tid' | 'may'> {
  readonly folder: string;
}

/** Makes a key in a folder, readable by its owner only, and gives what the ring needs of it. Errors: `UWF-5005`. */
export async function createPrivateKeyIn({ folder, alg, iss, tid, may }: NewKey): Promise<KeyCard> {
  const { kid, jwk } = await storePrivateKey(folder, generatePrivateKey(alg));
  return { kid, jwk, alg, use: alg === BOX_KEY_ALGORITHM ? 'enc' : 'sig', iss, ...(tid === undefined ? {} : { tid }), may };
}

/** Writes a private key into a folder of its owner. Errors: `UWF-5005`. */
export async function storePrivateKey(folder: string, key: PrivateKeyFile): Promise<PrivateKeyFile> {
  await mkdir(folder, { recursive: true, mode: OWNER_FOLDER }).catch((cause: unknown) => {
    throw new UwfError('UWF-5005', 'a folder for keys cannot be made', { cause });
  });
  await writeOwnerOnly(join(folder, `${key.kid}.jwk`), formatPrivateJwk(key));
  return key;
}

/** The private keys of a folder, in the order of their names. Errors: `UWF-5005` when one cannot be used, or others may read it. */
export async function readPrivateKeys(folder: string): Promise<readonly PrivateKeyFile[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new UwfError('UWF-5005', 'the folder of keys cannot be read', { cause });
  });
  const files = names.filter((name) => KEY_FILE.test(name)).toSorted();
  return Promise.all(files.map(async (name) => parsePrivateJwk(await readOwnerOnlyJson(join(folder, name)))));
}

/**
 * The private keys of one party, kept in files: for the embedded default. Looked at again after `reloadMs`; while that fails, the keys
 * that are known stay in use.
 */
export function openKeyFolder({ folder, ...options }: { readonly folder: string; readonly clock: Clock; readonly reloadMs?: number }): PrivateKeys {
  return openPrivateKeys({ ...options, read: () => readPrivateKeys(folder) });
}

/** The same, kept by somebody else: a secret of a cloud. */
export function openPrivateKeys(options: { readonly read: () => Promise<readonly PrivateKeyFile[]>; readonly clock: Clock; readonly reloadMs?: number }): PrivateKeys {
  const { read, clock, reloadMs = KEY_FOLDER_RELOAD_MS_DEFAULT } = options;
  let known: { readonly keys: LoadedKeys; readonly at: number } | undefined;
  let loading: Promise<LoadedKeys> | undefined;
  const load = async (): Promise<LoadedKeys> => {
    try {
      const keys = toLoaded(await read(), known?.keys);
      known = { keys, at: clock.now() };
      return keys;
    } catch (cause) {
      if (known === undefined) throw new UwfError('UWF-5007', 'the private keys cannot be read', { cause });
      known = { keys: known.keys, at: clock.now() };
      return known.keys;
    } finally {
      loading = undefined;
    }
  };
  const current = (): LoadedKeys | Promise<LoadedKeys> => (known !== undefined && clock.now() - known.at < reloadMs ? known.keys : (loading ??= load()));
  return { signing: async () => (await current()).signing, opening: async () => (await current()).opening };
}

interface LoadedKeys {
  readonly signing: Awaited<ReturnType<PrivateKeys['signing']>>;
  readonly opening: Awaited<ReturnType<PrivateKeys['opening']>>;
}

/** A key that was there before is the same: its imported form is kept. */
function toLoaded(files: readonly PrivateKeyFile[], before: LoadedKeys | undefined): LoadedKeys {
  const signing = files.filter(isSigningKey).map((key) => before?.signing.find(({ kid }) => kid === key.kid) ?? toSigningKey(key));
  const opening = files.filter((key) => !isSigningKey(key)).map((key) => before?.opening.find(({ kid }) => kid === key.kid) ?? toOpeningKey(key));
  return { signing, opening };
}
