import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { errorCode } from './process-info.ts';

const WRITABLE_BY_OTHERS = 0o022;
const MODE = 0o755;

/**
 * A folder in the temporary folder that nobody else has made or can write into: there, names can be guessed and taken first.
 * `owner` may own it besides this process. Errors: `UWF-5004`.
 */
export function privateFolder(temporary: string, name: string, owner?: number): string {
  const path = join(temporary, name);
  try {
    mkdirSync(path, { mode: MODE });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw new UwfError('UWF-5004', 'the temporary folder cannot be written to', { details: { reason: errorCode(error) ?? 'unknown' } });
  }
  const stats = lstatSync(path);
  const isOurs = process.getuid === undefined || stats.uid === process.getuid() || stats.uid === owner;
  if (!stats.isDirectory() || !isOurs || (stats.mode & WRITABLE_BY_OTHERS) !== 0) {
    throw new UwfError('UWF-5004', `${name} in the temporary folder belongs to somebody else: remove it`);
  }
  return path;
}
