import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { Explained, say } from './report.mjs';
import { runVisible } from './spawn.mjs';

const LOCKFILE = inRoot('package-lock.json');
const STAMP = inRoot('node_modules', '.uwf-install');
const NPM_OWN_RECORD = inRoot('node_modules', '.package-lock.json');

/** True when node_modules holds what package-lock.json asks for. */
export function isInstalled() {
  if (!existsSync(NPM_OWN_RECORD)) return false;
  if (existsSync(STAMP)) return readFileSync(STAMP, 'utf8') === lockfileDigest();
  // Installed by hand (`npm ci`, `npm install`): npm's record is then newer than the lockfile that it was made from.
  return statSync(NPM_OWN_RECORD).mtimeMs >= statSync(LOCKFILE).mtimeMs;
}

/** Installs exactly what the lockfile says. Platform binaries are optional dependencies, so these are never left out. */
export async function install() {
  say('Installing the dependencies of package-lock.json into node_modules (npm ci; only this once) …');
  const started = Date.now();
  const [command, prefix] = npm();
  const args = [...prefix, 'ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm's own report must not get into the stdout of the program that is started next.
  const code = await runVisible(command, args, { stdout: 2, env: { ...process.env, npm_config_progress: 'false' } });
  if (code !== 0) throw new Explained(`npm ci failed (exit code ${code}). Check that the package registry can be reached, then run the same command again.`);
  markInstalled();
  say(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

export function markInstalled() {
  writeFileSync(STAMP, lockfileDigest());
}

function lockfileDigest() {
  return createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex');
}

/** The npm that started us, else the one on the path. */
function npm() {
  const own = process.env.npm_execpath;
  if (own !== undefined && own.endsWith('.js')) return [process.execPath, [own]];
  return process.platform === 'win32' ? ['cmd.exe', ['/c', 'npm']] : ['npm', []];
}
