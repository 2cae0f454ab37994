import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readdir, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { KEY_FILE_BYTES_MAX } from './limits.ts';

const FOLDER_MODE = 0o700;
const OWNER_ONLY = 0o600;
const OTHERS_MASK = 0o077;

/** A folder of files that only their owner may read; each is written whole or not at all, and never changed. */
export interface KeyFolder {
  list(): Promise<readonly string[]>;
  /** False when there is a file of that name already. */
  create(name: string, content: string): Promise<boolean>;
  /** Undefined when there is none. */
  read(name: string): Promise<string | undefined>;
  /** Overwrites and removes a file. One that is gone is no error. */
  destroy(name: string): Promise<void>;
}

/** Errors of every method: `UWF-5005` (others may read it), `UWF-5007` (disk). */
export function openKeyFolder(path: string): KeyFolder {
  return {
    list: () => onDisk(async () => ((await isFolder(path)) ? readdir(path) : [])),
    create: (name, content) =>
      onDisk(async () => {
        await mkdir(path, { recursive: true, mode: FOLDER_MODE });
        await isFolder(path);
        return create(path, name, content);
      }),
    read: (name) => onDisk(async () => ((await isFolder(path)) ? readWhole(join(path, name)) : undefined)),
    destroy: (name) => onDisk(() => destroy(path, name)),
  };
}

/** A failing disk is worth another try; its error names a path, which is no secret but the operator's own. */
async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof UwfError ? cause : new UwfError('UWF-5007', 'the folder of keys cannot be used', { cause });
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (found === undefined) return false;
  if (!found.isDirectory()) throw new UwfError('UWF-5005', 'the folder of keys is not a folder');
  if ((found.mode & OTHERS_MASK) !== 0) throw new UwfError('UWF-5005', 'the folder of keys may be read by others than its owner: chmod 700');
  return true;
}

/** A link to a complete file: the name either is not there, or leads to the whole content. */
async function create(path: string, name: string, content: string): Promise<boolean> {
  const temporary = join(path, `.${randomBytes(8).toString('hex')}.new`);
  await writeDurably(temporary, content);
  try {
    await link(temporary, join(path, name));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await unlink(temporary);
    await syncFolder(path);
  }
}

async function writeDurably(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What was checked is what is read: both go through one open file. */
async function readWhole(path: string): Promise<string | undefined> {
  const file = await openOrUndefined(path);
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > KEY_FILE_BYTES_MAX) throw new UwfError('UWF-5005', 'the file of a key is not one');
    if ((found.mode & OTHERS_MASK) !== 0) throw new UwfError('UWF-5005', 'the file of a key may be read by others than its owner: chmod 600');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function openOrUndefined(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Overwriting is all that a program can do; what the disk keeps of it is the disk's affair (docs/vault.md). */
async function destroy(path: string, name: string): Promise<void> {
  const file = await open(join(path, name), constants.O_WRONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (file === undefined) return;
  try {
    const { size } = await file.stat();
    await file.write(new Uint8Array(size), 0, size, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await unlink(join(path, name));
  await syncFolder(path);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
