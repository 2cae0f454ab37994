import { accessSync, chownSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readOrUndefined } from './process-info.ts';

/** Who a server runs as. PostgreSQL refuses to run as root. */
export interface ServiceUser {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: ServiceUser = { uid: 65_534, gid: 65_534 };
const READ = 4;
const TRAVERSE = 1;
const GROUP_SHIFT = 3;
const OWNER_SHIFT = 6;

/** The user to change to: undefined when this process is not root and so runs the server as itself. Keeps the owner of what is there. */
export function serviceUser(existing: string): ServiceUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = readOrUndefined(() => statSync(existing));
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return postgresUser() ?? NOBODY;
}

function postgresUser(): ServiceUser | undefined {
  const users = readOrUndefined(() => readFileSync('/etc/passwd', 'utf8'));
  const fields = users?.split('\n').map((line) => line.split(':')).find(([name]) => name === 'postgres');
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 ? { uid, gid } : undefined;
}

/** True when the user can get to the path: every folder above it lets the user through. */
export function canReach(path: string, user: ServiceUser | undefined): boolean {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    if (!isAllowed(folder, user, TRAVERSE)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** True when the user can get to the path, and read it (a file) or use what is in it (a folder). */
export function canUse(path: string, user: ServiceUser | undefined): boolean {
  return canReach(path, user) && isAllowed(path, user, statSync(path).isDirectory() ? READ + TRAVERSE : READ);
}

function isAllowed(path: string, user: ServiceUser | undefined, wanted: number): boolean {
  if (user === undefined) return readOrUndefined(() => (accessSync(path, wanted === TRAVERSE ? constants.X_OK : constants.R_OK), true)) === true;
  const stats = statSync(path);
  const shift = stats.uid === user.uid ? OWNER_SHIFT : stats.gid === user.gid ? GROUP_SHIFT : 0;
  return ((stats.mode >> shift) & wanted) === wanted;
}

/** Makes the user the owner of one file or folder. */
export function giveTo(path: string, user: ServiceUser | undefined): void {
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}
