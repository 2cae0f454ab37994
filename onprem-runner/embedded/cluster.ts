import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Binaries } from './binaries.ts';
import type { ServiceUser } from './service-user.ts';
import { SERVER_ENVIRONMENT } from './settings.ts';
import { passwordFile, writePassword, type ZoneFolder } from './zone-folder.ts';

export const SERVER_USER = 'uwf';
export const SERVER_DATABASE = 'postgres';

const UNFINISHED = 'data.new-';

/** Makes the cluster when there is none. It gets its name when it is whole, so a start that is cut short leaves nothing behind. */
export async function ensureCluster(folder: ZoneFolder, binaries: Binaries, user: ServiceUser | undefined): Promise<void> {
  if (existsSync(join(folder.data, 'PG_VERSION'))) return;
  for (const name of readdirSync(folder.path)) {
    if (name.startsWith(UNFINISHED)) rmSync(join(folder.path, name), { recursive: true, force: true });
  }
  writePassword(folder, user);
  const unfinished = join(folder.path, `${UNFINISHED}${randomUUID()}`);
  await runInitdb(binaries.initdb, folder, unfinished, user);
  renameSync(unfinished, folder.data);
}

function runInitdb(initdb: string, folder: ZoneFolder, data: string, user: ServiceUser | undefined): Promise<void> {
  const settings = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  const args = [`--pgdata=${data}`, `--username=${SERVER_USER}`, `--pwfile=${passwordFile(folder)}`, ...settings];
  return new Promise((resolve, reject) => {
    const child = spawn(initdb, args, { cwd: folder.path, env: SERVER_ENVIRONMENT, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true, ...user });
    let complaint = '';
    child.stderr.on('data', (data: Buffer) => (complaint += data.toString('utf8')));
    const fail = (reason: string) => reject(new UwfError('UWF-5004', 'the embedded PostgreSQL cannot make its data folder', { details: { reason } }));
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => (code === 0 ? resolve() : fail(complaint.trim().split('\n').at(-1) ?? `exit code ${String(code)}`)));
  });
}
