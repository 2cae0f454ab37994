import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { LOCK_TIMEOUT_MS, POLL_MS, START_TIMEOUT_MS } from './limits.ts';
import { errorCode, isAlive, readOrUndefined, startTimeOf } from './process-info.ts';

/** A process as a file can name it: its id, and what tells it from a later process with the same id. */
export function describeProcess(pid: number): string {
  return `${String(pid)} ${startTimeOf(pid) ?? ''}`.trim();
}

/** True while the very process that {@link describeProcess} described is alive. */
export function isDescribedAlive(description: string): boolean {
  const pid = Number(description.split(' ')[0]);
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && describeProcess(pid) === description;
}

/** Does `work` while no other process does so with the same file. A lock of a process that is gone is taken over. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + LOCK_TIMEOUT_MS;
  while (!takeLock(path)) {
    if (Date.now() > deadline) throw new UwfError('UWF-5004', 'another process has been starting the same embedded server for too long');
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function takeLock(path: string): boolean {
  try {
    writeFileSync(path, describeProcess(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw new UwfError('UWF-5004', 'the folder of the embedded server cannot be written to', { details: { reason: errorCode(error) ?? 'unknown' } });
  }
  if (isAbandoned(path)) rmSync(path, { force: true });
  return false;
}

/** An empty file is a lock that is being written in this moment, unless that moment is long ago. */
function isAbandoned(path: string): boolean {
  const holder = readOrUndefined(() => readFileSync(path, 'utf8'));
  if (holder !== '') return holder !== undefined && !isDescribedAlive(holder);
  const writtenAt = readOrUndefined(() => statSync(path).mtimeMs);
  return writtenAt !== undefined && Date.now() - writtenAt > START_TIMEOUT_MS;
}
