import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, mkdir, open, readlink, realpath, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HandlerFault } from '../../handler-error.ts';

/** A folder below which files of a handler lie. */
export interface FileRoot {
  readonly folder: string;
  readonly access: 'read' | 'write' | 'read-write';
}

const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/u;
const SEGMENTS_MAX = 8;
const REFERENCE = /^uwf-file:([a-z][a-z0-9-]*)\/(.+)$/u;
const OWNER_ONLY = 0o700;
const OWNER_ONLY_FILE = 0o600;

/** A file as other tasks and people name it: its root and its path, nothing of its content. */
export function toReference(root: string, path: string): string {
  return `uwf-file:${root}/${path}`;
}

/** The parts of a relative path, or of a reference to a file of the same root. Nothing in it leads out: no `..`, no hidden files, no other separators. */
export function pathSegments(root: string, text: unknown): readonly string[] {
  if (typeof text !== 'string') throw new HandlerFault('place');
  const [, named, inner] = REFERENCE.exec(text) ?? [];
  if (named !== undefined && named !== root) throw new HandlerFault('place');
  const segments = (inner ?? text).split('/');
  if (segments.length > SEGMENTS_MAX || !segments.every((segment) => SEGMENT.test(segment))) throw new HandlerFault('place');
  return segments;
}

/**
 * Opens a file for reading. No part of its way below the root may be a link: folders are looked at on the way down, the last part is opened with
 * `O_NOFOLLOW`, and where the open file really lies is asked of the system afterwards, so that a folder that was exchanged meanwhile is noticed.
 * Undefined: there is no such file.
 */
export async function openBelow(root: string, segments: readonly string[]): Promise<FileHandle | undefined> {
  const folder = await walk(root, segments.slice(0, -1), { isMade: false });
  if (folder === undefined) return undefined;
  const path = join(folder, segments.at(-1) ?? '');
  const file = await openOrNothing(path);
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile() || !(await liesAt(file, path))) throw new HandlerFault('place');
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openOrNothing(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new HandlerFault('place');
  }
}

/** The folder that the segments lead to, through folders that are no links. Undefined: there is none, and none is to be made. */
async function walk(root: string, segments: readonly string[], { isMade }: { readonly isMade: boolean }): Promise<string | undefined> {
  let folder = await realpath(root).catch(() => {
    throw new HandlerFault('place');
  });
  for (const segment of segments) {
    folder = join(folder, segment);
    if (isMade) await mkdir(folder, { mode: OWNER_ONLY }).catch(ignoreExisting);
    const found = await lstat(folder).catch(() => undefined);
    if (found === undefined) return undefined;
    if (!found.isDirectory()) throw new HandlerFault('place');
  }
  return folder;
}

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw new HandlerFault('place');
}

/** Where Linux says that the open file lies; elsewhere, whether the way still leads to it. */
async function liesAt(file: FileHandle, path: string): Promise<boolean> {
  const real = await readlink(`/proc/self/fd/${file.fd}`).catch(() => undefined);
  if (real !== undefined) return real === path;
  const [opened, named, folder] = await Promise.all([file.stat(), lstat(path), realpath(dirname(path))]);
  return folder === dirname(path) && opened.ino === named.ino && opened.dev === named.dev;
}

/** A file that is being written under a name of its own, and gets its real name in one step or not at all. */
export interface FileDraft {
  readonly file: FileHandle;
  /** Gives it its name, on disk. False: there is a file of that name, which stays as it is. */
  publish(): Promise<boolean>;
  /** Removes what was not published. */
  discard(): Promise<void>;
}

/** Begins a file. Folders on its way are made; links on its way are refused. */
export async function draftBelow(root: string, segments: readonly string[]): Promise<FileDraft> {
  const folder = await walk(root, segments.slice(0, -1), { isMade: true });
  const name = segments.at(-1);
  if (folder === undefined || name === undefined) throw new HandlerFault('place');
  const draft = join(folder, `.${name}.${randomUUID()}.part`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(draft, flags, OWNER_ONLY_FILE).catch(() => {
    throw new HandlerFault('place');
  });
  const remove = async (): Promise<void> => {
    await file.close().catch(() => undefined);
    await unlink(draft).catch(() => undefined);
  };
  if (!(await liesAt(file, draft))) {
    await remove();
    throw new HandlerFault('place');
  }
  return {
    file,
    discard: remove,
    publish: async () => {
      await file.sync();
      // A link, unlike a renaming, never replaces what is there.
      const isNew = await link(draft, join(folder, name)).then(() => true, (error: unknown) => (codeOf(error) === 'EEXIST' ? false : Promise.reject(new HandlerFault('place'))));
      await remove();
      if (isNew) await syncFolder(folder);
      return isNew;
    },
  };
}

/** So that the name outlives a loss of power, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
