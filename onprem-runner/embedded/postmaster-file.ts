import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, readOrUndefined, workingDirectoryOf } from './process-info.ts';

/** What the server writes about itself into `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly status: 'starting' | 'ready' | 'stopping' | 'unknown';
}

/** Places of the lines, as `pg_ctl` reads them. */
const PID_LINE = 0;
const PORT_LINE = 3;
const STATUS_LINE = 7;
/** Above every process id that a system gives: nobody has it. */
const NO_PROCESS = 999_999_999;

/** Undefined when there is no such file, or it is not whole yet. */
export function readPostmasterFile(data: string): PostmasterFile | undefined {
  const lines = readOrUndefined(() => readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n'));
  const pid = Number(lines?.[PID_LINE]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const status = lines?.[STATUS_LINE]?.trim();
  return { pid, port: Number(lines?.[PORT_LINE] ?? 0), status: status === 'starting' || status === 'ready' || status === 'stopping' ? status : 'unknown' };
}

/** True when the process is alive and a server on this folder: a server works in its data folder. */
export function isServing(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  const folder = workingDirectoryOf(pid);
  return folder === undefined ? process.platform !== 'linux' : folder === readOrUndefined(() => realpathSync(data));
}

/**
 * The process that the file names is gone, but its id may be a zombie's or somebody else's, and then the server would refuse to start.
 * Only the id is taken out: the rest lets the server find children of the old one that still write.
 */
export function disownPostmasterFile(data: string): void {
  const path = join(data, 'postmaster.pid');
  const text = readOrUndefined(() => readFileSync(path, 'utf8'));
  if (text !== undefined) writeFileSync(path, text.replace(/^-?\d+/, String(NO_PROCESS)));
}
