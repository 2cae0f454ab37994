import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Binaries } from './binaries.ts';
import { LOG_BYTES_MAX, POLL_MS, START_TIMEOUT_MS, STOP_AT_ONCE_TIMEOUT_MS, STOP_TIMEOUT_MS } from './limits.ts';
import { freePort, speaksPostgres } from './ping.ts';
import { disownPostmasterFile, isServing, readPostmasterFile } from './postmaster-file.ts';
import { readOrUndefined } from './process-info.ts';
import { giveTo, type ServiceUser } from './service-user.ts';
import { SERVER_ENVIRONMENT, settingArguments } from './settings.ts';
import { readPort, type ZoneFolder } from './zone-folder.ts';

/** A server that takes connections. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/** How one try to start ended, when it did not end with a server. */
type Refusal = 'port-taken' | 'old-server-leaves' | 'other';

/**
 * The server that is on this folder already, once it takes connections; undefined when there is none, or it was just going.
 * Errors: `UWF-5004` when it is there and does not answer.
 */
export async function findRunning(folder: ZoneFolder): Promise<RunningServer | undefined> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const file = readPostmasterFile(folder.data);
    if (file === undefined) return undefined;
    if (!isServing(file.pid, folder.data)) {
      disownPostmasterFile(folder.data);
      return undefined;
    }
    if (file.status === 'ready' && !isAskedToStop(file.pid, folder) && (await speaksPostgres(file.port))) return { pid: file.pid, port: file.port };
    if (Date.now() > deadline) throw new UwfError('UWF-5004', `the embedded PostgreSQL on this folder (process ${String(file.pid)}) is there and does not answer`);
    await sleep(POLL_MS);
  }
}

/** Starts a server on the folder's cluster and waits until it takes connections. Errors: `UWF-5004`. */
export async function launch(options: { readonly folder: ZoneFolder; readonly binaries: Binaries; readonly user: ServiceUser | undefined; readonly durable: boolean }): Promise<RunningServer> {
  const { folder } = options;
  const deadline = Date.now() + START_TIMEOUT_MS;
  let wanted = readPort(folder);
  putLogAside(folder.logFile);
  rmSync(stopNote(folder), { force: true });
  for (;;) {
    const logStart = existsSync(folder.logFile) ? statSync(folder.logFile).size : 0;
    const port = await freePort(wanted);
    const outcome = await launchOnce({ ...options, port, deadline });
    if (outcome !== 'ended') return outcome;
    const refusal = refusalOf(folder.logFile, logStart);
    if (refusal.kind === 'other' || Date.now() > deadline) throw new UwfError('UWF-5004', 'the embedded PostgreSQL does not start', { details: { reason: refusal.line, log: folder.logFile } });
    if (refusal.kind === 'port-taken') wanted = undefined;
    await sleep(POLL_MS);
  }
}

interface LaunchOptions {
  readonly folder: ZoneFolder;
  readonly binaries: Binaries;
  readonly user: ServiceUser | undefined;
  readonly durable: boolean;
  readonly port: number;
  readonly deadline: number;
}

/** The server is a session of its own and writes to a file: it outlives this process, however that ends. */
async function launchOnce({ folder, binaries, user, durable, port, deadline }: LaunchOptions): Promise<RunningServer | 'ended'> {
  const log = openSync(folder.logFile, 'a', 0o600);
  giveTo(folder.logFile, user);
  const child = spawn(binaries.postgres, ['-D', folder.data, ...settingArguments({ port, durable })], {
    cwd: folder.path,
    env: SERVER_ENVIRONMENT,
    stdio: ['ignore', log, log],
    detached: true,
    windowsHide: true,
    ...user,
  });
  closeSync(log);
  child.once('error', () => undefined);
  child.unref();
  return waitUntilReady(child, folder, deadline);
}

async function waitUntilReady(child: ChildProcess, folder: ZoneFolder, deadline: number): Promise<RunningServer | 'ended'> {
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const file = readPostmasterFile(folder.data);
    if (file?.pid === child.pid && file.status === 'ready') return { pid: file.pid, port: file.port };
    if (Date.now() > deadline) child.kill('SIGQUIT');
    await sleep(POLL_MS);
  }
  return 'ended';
}

/** What the server wrote last before it ended; its own failures only ever name settings, files and ports. */
function refusalOf(logFile: string, start: number): { readonly kind: Refusal; readonly line: string } {
  const text = readFileSync(logFile).subarray(start).toString('utf8').trim();
  const line = text.split('\n').findLast((candidate) => candidate.includes('FATAL')) ?? text.split('\n').at(-1) ?? '';
  if (/could not create any TCP\/IP sockets|could not bind/.test(text)) return { kind: 'port-taken', line };
  if (/is still in use|lock file "postmaster\.pid" already exists/.test(text)) return { kind: 'old-server-leaves', line };
  return { kind: 'other', line: line === '' ? 'the program cannot be run on this machine' : line };
}

function putLogAside(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > LOG_BYTES_MAX) renameSync(logFile, `${logFile}.1`);
}

/**
 * Asks the server to end: clients are cut off, everything is written down. Returns at once, and before the server has even heard it:
 * the note keeps another process from taking it for one that stays.
 */
export function askToStop({ pid }: RunningServer, folder: ZoneFolder): void {
  if (!isServing(pid, folder.data)) return;
  readOrUndefined(() => writeFileSync(stopNote(folder), String(pid)));
  process.kill(pid, 'SIGINT');
}

function stopNote(folder: ZoneFolder): string {
  return join(folder.path, 'stopping');
}

function isAskedToStop(pid: number, folder: ZoneFolder): boolean {
  return readOrUndefined(() => readFileSync(stopNote(folder), 'utf8')) === String(pid);
}

/** Stops the server; without a checkpoint when it takes too long, which costs the next start a recovery and no data. */
export async function stopServer(server: RunningServer, folder: ZoneFolder, binaries: Binaries): Promise<void> {
  if (process.platform === 'win32') return stopByControlProgram(folder, binaries);
  askToStop(server, folder);
  if (await isGone(server, folder, STOP_TIMEOUT_MS)) return;
  if (isServing(server.pid, folder.data)) process.kill(server.pid, 'SIGQUIT');
  if (!(await isGone(server, folder, STOP_AT_ONCE_TIMEOUT_MS))) throw new UwfError('UWF-5004', `the embedded PostgreSQL (process ${String(server.pid)}) does not stop`);
}

async function isGone({ pid }: RunningServer, folder: ZoneFolder, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isServing(pid, folder.data)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Windows has no signals that another process could handle. */
function stopByControlProgram(folder: ZoneFolder, binaries: Binaries): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(binaries.pgCtl, ['stop', '-D', folder.data, '-m', 'fast', '-w'], { env: SERVER_ENVIRONMENT, stdio: 'ignore', windowsHide: true });
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
}
