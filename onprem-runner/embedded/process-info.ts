import { readFileSync, readlinkSync } from 'node:fs';

/** Field 22 of `/proc/<pid>/stat`, counted from behind the command name. */
const START_TIME_FIELD = 19;

/** True while the process is there and not just waiting to be reaped by its parent. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM' && !isZombie(pid);
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  return statFields(pid)?.[0] === 'Z';
}

/** When the process started, in ticks since boot: tells it from a later one with the same id. Undefined where there is no `/proc`. */
export function startTimeOf(pid: number): string | undefined {
  return statFields(pid)?.[START_TIME_FIELD];
}

/** Fields behind the command name, which may itself hold spaces and brackets. */
function statFields(pid: number): readonly string[] | undefined {
  const stat = readOrUndefined(() => readFileSync(`/proc/${String(pid)}/stat`, 'latin1'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** The folder that the process works in; undefined where the system does not tell. */
export function workingDirectoryOf(pid: number): string | undefined {
  return readOrUndefined(() => readlinkSync(`/proc/${String(pid)}/cwd`));
}

/** The `code` of an error of the operating system. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What `read` gives, or undefined when the operating system refuses. */
export function readOrUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
