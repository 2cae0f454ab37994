import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describeProcess, isDescribedAlive } from '../embedded/start-lock.ts';
import { CommandError } from '../output/command-error.ts';
import { codeOf, fileFailure } from './files.ts';

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** Keeps another process from the same journal. A lock of a process that is gone is taken over. Gives the way to let go. Errors: `UWF-6021`, `UWF-6001`. */
export function takeBatchLock(path: string): () => void {
  if (!tryTake(path)) {
    if (isHeld(path)) throw heldError(path);
    rmSync(path, { force: true });
    if (!tryTake(path)) throw heldError(path);
  }
  return () => rmSync(path, { force: true });
}

function heldError(path: string): CommandError {
  return new CommandError('UWF-6021', `${path} is held by another process; remove it if there is none`);
}

function tryTake(path: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER });
    writeFileSync(path, describeProcess(process.pid), { flag: 'wx', mode: OWNER_ONLY });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw fileFailure(path, error);
  }
}

function isHeld(path: string): boolean {
  try {
    const holder = readFileSync(path, 'utf8');
    // An empty one is being written in this moment.
    return holder === '' || isDescribedAlive(holder);
  } catch {
    return false;
  }
}
