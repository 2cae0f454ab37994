import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { isSecretName } from '#shared/core/kernel/secret-name.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SecretStore } from '#shared/ports/secret-store.ts';
import { SECRET_BYTES_MAX } from './limits.ts';

const OTHERS_MASK = 0o077;

/**
 * Secrets as files of one folder: `<name>` holds a text (one line break at its end is not part of it), `<name>.json` a JSON value. Folder and
 * files must be readable by their owner alone. Files are read at each call, so that a secret can be changed while the system runs.
 */
export function createFileSecretStore(options: { readonly directory: string }): SecretStore {
  const directory = resolve(options.directory);
  return {
    resolve: async ({ name }) => {
      if (!isSecretName(name)) throw new UwfError('UWF-4043');
      await checkFolder(directory);
      const json = await readSecret(join(directory, `${name}.json`));
      if (json !== undefined) return parseSecret(json);
      const text = await readSecret(join(directory, name));
      if (text === undefined) throw new UwfError('UWF-4043');
      return text.replace(/\r?\n$/u, '');
    },
  };
}

async function checkFolder(directory: string): Promise<void> {
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new UwfError('UWF-5006', 'the folder of secrets is not there');
  if ((found.mode & OTHERS_MASK) !== 0) throw new UwfError('UWF-5006', 'the folder of secrets may be read by others than its owner: chmod 700');
}

/** The text of a file; undefined when there is none. What was checked is what is read: both go through one open file. */
async function readSecret(path: string): Promise<string | undefined> {
  const file = await openSecret(path);
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new UwfError('UWF-5006', 'the secret is not a file');
    if ((found.mode & OTHERS_MASK) !== 0) throw new UwfError('UWF-5006', 'the file of the secret may be read by others than its owner: chmod 600');
    if (found.size > SECRET_BYTES_MAX) throw new UwfError('UWF-5006', `the secret is over ${SECRET_BYTES_MAX} bytes`);
    return toText(await file.readFile());
  } finally {
    await file.close();
  }
}

async function openSecret(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UwfError('UWF-5006', 'the file of the secret cannot be opened');
  }
}

function toText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UwfError('UWF-5006', 'the secret is not text in UTF-8');
  }
}

/** The parser's own message would quote the secret. */
function parseSecret(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new UwfError('UWF-5006', 'the secret is not JSON');
  }
}
