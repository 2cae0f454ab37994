import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from '../output/command-error.ts';

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file'],
  ['EISDIR', 'is a folder'],
  ['EACCES', 'permission denied'],
  ['ELOOP', 'is a symbolic link'],
  ['ENOSPC', 'the disk is full'],
  ['EROFS', 'the disk can only be read'],
]);

/** Why a file cannot be used, by its name and the reason. */
export function fileFailure(name: string, error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  return new CommandError('UWF-6001', `${name}: ${REASONS.get(codeOf(error)) ?? 'cannot be used'}`, error);
}

/** The operating system's code of an error. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Opens a file that is ours to write, for its owner only; never through a symbolic link that somebody may have put there. Errors: `UWF-6001`. */
export async function openOwnFile(path: string, flags: 'append' | 'replace'): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_APPEND, O_TRUNC, O_NOFOLLOW } = constants;
  const bits = { append: O_APPEND, replace: O_TRUNC }[flags];
  try {
    await mkdir(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER });
    return await open(path, O_RDWR | O_CREAT | O_NOFOLLOW | bits, OWNER_ONLY);
  } catch (error) {
    throw fileFailure(path, error);
  }
}

/** Writes a file as a whole or not at all: its name stands for the old content until the new one is on the disk. Errors: `UWF-6001`. */
export async function replaceFile(path: string, parts: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const file = await openOwnFile(unfinished, 'replace');
  try {
    for await (const part of parts) await file.write(part);
    await file.sync();
  } catch (error) {
    await rm(unfinished, { force: true });
    throw codeOf(error) === undefined ? error : fileFailure(path, error);
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  await syncFolder(dirname(path));
}

/** A name is on the disk when its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The text of a small file of ours; undefined when there is none. Errors: `UWF-6001`. */
export async function readOwnFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw fileFailure(path, error);
  }
}
