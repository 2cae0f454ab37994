import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { privateFolder } from './private-folder.ts';
import { readOrUndefined } from './process-info.ts';
import { canReach, giveTo, type ServiceUser } from './service-user.ts';

/** Where one server keeps everything that is its own. */
export interface ZoneFolder {
  readonly path: string;
  /** The cluster: `PGDATA`. */
  readonly data: string;
  readonly logFile: string;
  /** Why it is not the folder that was asked for. */
  readonly note?: string;
}

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const PASSWORD_BYTES = 24;
const DIGEST_DIGITS = 16;

function zoneFolder(path: string): ZoneFolder {
  return { path, data: join(path, 'data'), logFile: join(path, 'server.log') };
}

/**
 * The server's folder, made and given to its user. When that user cannot get to the folder that was asked for (a clone under a
 * closed home), one in the temporary folder takes its place, always the same for the same path. Errors: `UWF-5004`.
 */
export function prepareFolder(requested: string, user: ServiceUser | undefined): ZoneFolder {
  const path = resolve(requested);
  mkdirSync(dirname(path), { recursive: true });
  const elsewhere = join(tmpdir(), `uwf-zone-${digest(path)}`);
  const settledElsewhere = existsSync(join(elsewhere, 'data')) && !existsSync(join(path, 'data'));
  if (canReach(path, user) && !settledElsewhere) return own(zoneFolder(path), user);
  if (!canReach(elsewhere, user)) throw new UwfError('UWF-5004', 'the user of the embedded PostgreSQL can get neither to the data folder nor to the temporary folder');
  privateFolder(tmpdir(), `uwf-zone-${digest(path)}`, user?.uid);
  return { ...own(zoneFolder(elsewhere), user), note: `the data of the embedded PostgreSQL is in ${elsewhere}: its user cannot get to the folder asked for` };
}

/**
 * The folder that {@link prepareFolder} settled on for the same path, without making anything; undefined when no server was ever started for it.
 * Errors: `UWF-5004` when somebody else has made it.
 */
export function findFolder(requested: string, user: ServiceUser | undefined): ZoneFolder | undefined {
  const path = resolve(requested);
  if (existsSync(join(path, 'data'))) return zoneFolder(path);
  const name = `uwf-zone-${digest(path)}`;
  if (!existsSync(join(tmpdir(), name, 'data'))) return undefined;
  return zoneFolder(privateFolder(tmpdir(), name, user?.uid));
}

function own(folder: ZoneFolder, user: ServiceUser | undefined): ZoneFolder {
  mkdirSync(folder.path, { recursive: true });
  chmodSync(folder.path, FOLDER_MODE);
  giveTo(folder.path, user);
  return folder;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_DIGITS);
}

/** The file with the password of the server's only user. Made before the cluster is. */
export function passwordFile(folder: ZoneFolder): string {
  return join(folder.path, 'password');
}

/** Errors: `UWF-5004` when the password of an existing cluster is gone. */
export function readPassword(folder: ZoneFolder): string {
  const password = readOrUndefined(() => readFileSync(passwordFile(folder), 'utf8').trim());
  if (password === undefined || password === '') throw new UwfError('UWF-5004', 'the password file of the embedded PostgreSQL is gone: remove its folder to begin anew');
  return password;
}

export function writePassword(folder: ZoneFolder, user: ServiceUser | undefined): void {
  writeOwned(passwordFile(folder), randomBytes(PASSWORD_BYTES).toString('hex'), user);
}

/** The port of the last start: connection strings that somebody noted stay good. */
export function readPort(folder: ZoneFolder): number | undefined {
  const port = Number(readOrUndefined(() => readFileSync(join(folder.path, 'port'), 'utf8')));
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

export function writePort(folder: ZoneFolder, port: number, user: ServiceUser | undefined): void {
  writeOwned(join(folder.path, 'port'), String(port), user);
}

/** Writes a file that only the server's user (and root) can read. */
export function writeOwned(path: string, text: string, user: ServiceUser | undefined): void {
  writeFileSync(path, text, { mode: FILE_MODE });
  giveTo(path, user);
}
