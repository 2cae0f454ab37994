import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm } from '../../../bin/support/npm.mjs';
import { Explained } from '../../../bin/support/report.mjs';

const INSTALL_MS_MAX = 300_000;
const PACKAGE_MS_MAX = 300_000;

/**
 * Folder of osls as infra/aws/package-lock.json has it. It is no dependency of the project: it is installed once, into the cache of the user, without
 * scripts of packages. Errors: `Explained`.
 */
export function findOsls(root) {
  const folder = oslsFolder(root);
  if (!existsSync(folder)) install(root, folder);
  return folder;
}

/** Where it is, or will be. */
export function oslsFolder(root) {
  const base = process.env.XDG_CACHE_HOME;
  const digest = createHash('sha256').update(readFileSync(join(root, 'infra', 'aws', 'package-lock.json'))).digest('hex').slice(0, 16);
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, `uwf-osls-${digest}`);
}

/** Installs beside the final place and moves it there, so that it is there as a whole or not at all. */
function install(root, folder) {
  const part = `${folder}.${process.pid}`;
  try {
    mkdirSync(part, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) cpSync(join(root, 'infra', 'aws', name), join(part, name));
    const [command, prefix] = npm();
    const done = spawnSync(command, [...prefix, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: part, timeout: INSTALL_MS_MAX, encoding: 'utf8' });
    if (done.status !== 0) throw new Explained(`osls cannot be installed: ${lastLine(done.stderr)}`);
    if (!existsSync(folder)) renameSync(part, folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Packages `serverless.yml` without an account, without credentials and without a home folder that could have any. Errors: `Explained` with what osls says. */
export function oslsPackage({ root, stage, out, params }) {
  const home = mkdtempSync(join(tmpdir(), 'uwf-osls-'));
  try {
    const args = ['package', '--stage', stage, '--package', out, ...Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`])];
    const env = { PATH: process.env.PATH, HOME: home, SLS_INTERACTIVE_SETUP_ENABLE: '0', CI: '1' };
    const done = spawnSync(process.execPath, [join(findOsls(root), 'node_modules', 'osls', 'bin', 'serverless.js'), ...args], { cwd: root, env, timeout: PACKAGE_MS_MAX, encoding: 'utf8' });
    if (done.status !== 0) throw new Explained(`osls cannot package stage ${stage}:\n${done.stdout}${done.stderr}`.trim());
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function lastLine(text) {
  return (text ?? '').split('\n').filter((line) => line.trim() !== '').at(-1)?.slice(0, 200) ?? 'it was not done in time';
}
