import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyDescription, KeyService, KeyUse } from '#shared/ports/key-service.ts';
import { openKeyFolder, type KeyFolder } from './key-folder.ts';
import { agreeSecret, macText, newKeyText, parseKeyText, publicPointOf, signText, unwrapKey, verifyText, wrapKey, type KeyMaterial } from './key-material.ts';
import { checkKeyName, fileOf, versionsAmong } from './key-names.ts';
import { KEY_CREATE_ATTEMPTS_MAX } from './limits.ts';

/**
 * Keys in files of one folder, `<key>.v<version>.key`, that only their owner may read: the embedded default, where there is no HSM. Files are read
 * at each use, so that every process sees a rotation or a destruction at once, and no key stays in memory.
 */
export function createFileKeyService(options: { readonly directory: string }): KeyService {
  const folder = openKeyFolder(resolve(options.directory));
  const version = (key: string, of: number) => readVersion(folder, key, of);
  const current = async (key: string): Promise<number> => (await requireKey(folder, key)).current;
  return {
    uses: new Set<KeyUse>(['wrap', 'mac', 'sign', 'agree']),
    ensure: ({ key, use }) => ensure(folder, key, use),
    describe: ({ key }) => describe(folder, key),
    rotate: ({ key }) => rotate(folder, key),
    destroy: async ({ key, version }) => {
      if ((await current(key)) === version) throw new UwfError('UWF-5005', `version ${version} of the key ${key} is the newest: it is in use`);
      await folder.destroy(fileOf(key, version));
    },
    wrap: async ({ key, dataKey }) => {
      const newest = await current(key);
      return { version: newest, wrapped: withSecret(await version(key, newest), 'wrap', (secret) => wrapKey(secret, dataKey)) };
    },
    unwrap: async ({ key, version: of, wrapped }) => {
      const dataKey = withSecret(await version(key, of), 'wrap', (secret) => unwrapKey(secret, wrapped));
      if (dataKey === undefined) throw new UwfError('UWF-5009', 'a data key does not unwrap');
      return dataKey;
    },
    mac: async ({ key, version: of, text }) => withSecret(await version(key, of), 'mac', (secret) => macText(secret, text)),
    sign: async ({ key, text }) => {
      const newest = await current(key);
      return { version: newest, signature: signText(privateKeyOf(await version(key, newest), 'sign'), text) };
    },
    verify: async ({ key, version: of, text, signature }) => verifyText(publicPointOf(privateKeyOf(await version(key, of), 'sign')), text, signature),
    agree: async ({ key, version: of, publicKey }) => agreeSecret(privateKeyOf(await version(key, of), 'agree'), publicKey),
    publicKey: async ({ key, version: of }) => publicPointOf(privateKeyOf(await version(key, of), 'sign', 'agree')),
    close: async () => {},
  };
}

async function ensure(folder: KeyFolder, key: string, use: KeyUse): Promise<KeyDescription> {
  const found = await describe(folder, key);
  if (found === undefined) await folder.create(fileOf(key, 1), newKeyText(use));
  const description = found ?? (await requireKey(folder, key));
  if (description.use !== use) throw otherUse();
  return description;
}

async function describe(folder: KeyFolder, key: string): Promise<KeyDescription | undefined> {
  const versions = versionsAmong(await folder.list(), checkKeyName(key));
  const current = versions.at(-1);
  if (current === undefined) return undefined;
  const material = await readVersion(folder, key, current);
  wipe(material);
  return { key, use: material.use, current, versions };
}

async function requireKey(folder: KeyFolder, key: string): Promise<KeyDescription> {
  const description = await describe(folder, key);
  if (description === undefined) throw new UwfError('UWF-5005', `there is no key ${key}`);
  return description;
}

async function rotate(folder: KeyFolder, key: string): Promise<KeyDescription> {
  for (let attempt = 1; attempt <= KEY_CREATE_ATTEMPTS_MAX; attempt += 1) {
    const { use, current } = await requireKey(folder, key);
    if (await folder.create(fileOf(key, current + 1), newKeyText(use))) return requireKey(folder, key);
  }
  throw new UwfError('UWF-5007', 'others make versions of this key all the time');
}

async function readVersion(folder: KeyFolder, key: string, version: number): Promise<KeyMaterial> {
  const text = await folder.read(fileOf(key, version));
  if (text === undefined) throw new UwfError('UWF-5005', `there is no version ${version} of a key ${key}`);
  return parseKeyText(text);
}

function withSecret<T>(material: KeyMaterial, use: 'wrap' | 'mac', work: (secret: Uint8Array) => T): T {
  if (!('secret' in material) || material.use !== use) throw otherUse();
  try {
    return work(material.secret);
  } finally {
    wipe(material);
  }
}

function privateKeyOf(material: KeyMaterial, ...uses: readonly ('sign' | 'agree')[]): KeyObject {
  if (!('privateKey' in material) || !uses.includes(material.use)) throw otherUse();
  return material.privateKey;
}

function wipe(material: KeyMaterial): void {
  if ('secret' in material) material.secret.fill(0);
}

function otherUse(): UwfError {
  return new UwfError('UWF-5005', 'the key is for another use');
}
