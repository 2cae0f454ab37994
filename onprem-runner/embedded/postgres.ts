import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBinaries, type Binaries } from './binaries.ts';
import { ensureCluster, SERVER_DATABASE, SERVER_USER } from './cluster.ts';
import { readOrUndefined } from './process-info.ts';
import { askToStop, findRunning, launch, stopServer, type RunningServer } from './server.ts';
import { serviceUser, type ServiceUser } from './service-user.ts';
import { describeProcess, isDescribedAlive, withLock } from './start-lock.ts';
import { findFolder, prepareFolder, readPassword, writeOwned, writePort, type ZoneFolder } from './zone-folder.ts';

export interface EmbeddedPostgresOptions {
  /** Where the server keeps its data, its password and its log; made when missing. */
  readonly dataDirectory: string;
  /** For people: the zone. */
  readonly name: string;
  /** Told what a person should know, for example that the data is somewhere else. */
  readonly log?: (message: string) => void;
  /** False: what was acknowledged may be lost when the machine (not the server) fails. For tests. */
  readonly durable?: boolean;
}

export interface EmbeddedPostgres {
  /** With the password: a secret. */
  readonly connectionString: string;
  readonly port: number;
  readonly pid: number;
  /** Where the data really is. */
  readonly dataDirectory: string;
  readonly logFile: string;
  /** `started` now; `adopted` from a process that is gone; `shared` with a process that is alive, which alone stops it. */
  readonly origin: 'started' | 'adopted' | 'shared';
  /** Stops the server, unless it is shared. Can be called again. */
  stop(): Promise<void>;
}

/** Servers of this process that end with it. */
const ownServers = new Map<RunningServer, ZoneFolder>();

/**
 * Starts the PostgreSQL server that npm ships on a folder of its own, or takes over the one that an earlier process left behind.
 * It listens on 127.0.0.1 only and asks for its random password. A normal end of this process stops it, a violent one does not.
 * Errors: `UWF-5004` when this machine cannot run it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = serviceUser(join(options.dataDirectory, 'data'));
  const binaries = findBinaries(user);
  const folder = prepareFolder(options.dataDirectory, user);
  for (const note of [binaries.note, folder.note]) {
    if (note !== undefined) options.log?.(`${options.name}: ${note}`);
  }
  return withLock(join(folder.path, 'start.lock'), () => startLocked({ folder, binaries, user, durable: options.durable !== false }));
}

/** Where the server of a folder takes connections, if one runs; starts nothing. Errors: `UWF-5004` when it is there and does not answer. */
export async function findEmbeddedPostgres(options: Pick<EmbeddedPostgresOptions, 'dataDirectory'>): Promise<{ readonly connectionString: string } | undefined> {
  const folder = findFolder(options.dataDirectory, serviceUser(join(options.dataDirectory, 'data')));
  const running = folder === undefined ? undefined : await findRunning(folder);
  return folder === undefined || running === undefined ? undefined : { connectionString: connectionStringOf(running, folder) };
}

interface Place {
  readonly folder: ZoneFolder;
  readonly binaries: Binaries;
  readonly user: ServiceUser | undefined;
  readonly durable: boolean;
}

async function startLocked(place: Place): Promise<EmbeddedPostgres> {
  const { folder, binaries, user } = place;
  const running = await findRunning(folder);
  if (running !== undefined) return isShared(folder) ? describe(running, place, 'shared') : own(running, place, 'adopted');
  await ensureCluster(folder, binaries, user);
  // Before anything runs that nobody could connect to.
  readPassword(folder);
  const server = await launch(place);
  writePort(folder, server.port, user);
  return own(server, place, 'started');
}

function ownerFile(folder: ZoneFolder): string {
  return join(folder.path, 'owner');
}

function isShared(folder: ZoneFolder): boolean {
  const owner = readOrUndefined(() => readFileSync(ownerFile(folder), 'utf8'));
  return owner !== undefined && isDescribedAlive(owner);
}

function own(server: RunningServer, place: Place, origin: 'started' | 'adopted'): EmbeddedPostgres {
  writeOwned(ownerFile(place.folder), describeProcess(process.pid), place.user);
  if (ownServers.size === 0) process.on('exit', stopOwnServers);
  ownServers.set(server, place.folder);
  return describe(server, place, origin);
}

function describe(server: RunningServer, { folder, binaries }: Place, origin: EmbeddedPostgres['origin']): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  return {
    connectionString: connectionStringOf(server, folder),
    port: server.port,
    pid: server.pid,
    dataDirectory: folder.path,
    logFile: folder.logFile,
    origin,
    stop: () => (stopping ??= origin === 'shared' ? Promise.resolve() : disown(server, folder, binaries)),
  };
}

function connectionStringOf(server: RunningServer, folder: ZoneFolder): string {
  return `postgresql://${SERVER_USER}:${readPassword(folder)}@127.0.0.1:${String(server.port)}/${SERVER_DATABASE}`;
}

async function disown(server: RunningServer, folder: ZoneFolder, binaries: Binaries): Promise<void> {
  // First, since the next owner may be waiting for the server to go.
  rmSync(ownerFile(folder), { force: true });
  await stopServer(server, folder, binaries);
  ownServers.delete(server);
  if (ownServers.size === 0) process.off('exit', stopOwnServers);
}

/** Nothing can be waited for here: the server ends by itself, and the next start waits until it has. */
function stopOwnServers(): void {
  for (const [server, folder] of ownServers) askToStop(server, folder);
}
