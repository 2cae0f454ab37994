import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { describeNotRun } from './not-run.ts';

/** Where packages of the usual systems put the library. */
const LIBRARIES = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so', '/opt/homebrew/lib/softhsm/libsofthsm2.so'];

/** Makes tokens; comes with the library. */
const TOOL = 'softhsm2-util';

/** SoftHSM with tokens of its own in a folder of its own. One for each process: the library reads its settings once. */
export interface SoftHsm {
  readonly library: string;
  /** Makes a token. */
  addToken(label: string, pin: string): void;
  /** Takes the tokens away, or puts them back: an HSM that cannot be reached. */
  setAway(isAway: boolean): void;
  /** The settings, for another process. */
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
}

/** Where the library is; otherwise why this machine cannot run it. */
function findLibrary(): { readonly library: string } | { readonly reason: string } {
  const library = LIBRARIES.find((path) => existsSync(path));
  if (library === undefined) return { reason: 'SoftHSM 2 is not installed (package softhsm2)' };
  try {
    execFileSync(TOOL, ['--version'], { stdio: 'pipe' });
    createRequire(import.meta.url)('pkcs11js');
    return { library };
  } catch {
    return { reason: 'softhsm2-util is missing, or pkcs11js is not built (node bin/bootstrap.mjs native)' };
  }
}

/** Starts anew, without tokens. */
export function openSoftHsm(): SoftHsm {
  const found = findLibrary();
  if ('reason' in found) throw new Error(found.reason);
  const folder = mkdtempSync(join(tmpdir(), 'uwf-softhsm-'));
  const tokens = join(folder, 'tokens');
  mkdirSync(tokens);
  writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n`);
  const environment = { SOFTHSM2_CONF: join(folder, 'softhsm2.conf') };
  Object.assign(process.env, environment);
  return {
    library: found.library,
    environment,
    addToken: (label, pin) => void execFileSync(TOOL, ['--init-token', '--free', '--label', label, '--pin', pin, '--so-pin', `so-${pin}`], { stdio: 'pipe', env: { ...process.env, ...environment } }),
    setAway: (isAway) => renameSync(isAway ? tokens : `${tokens}.away`, isAway ? `${tokens}.away` : tokens),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A suite that needs SoftHSM: where there is none it is reported by name as not run, and in CI as failed. */
export function describeWithSoftHsm(name: string, suite: () => void): void {
  const found = findLibrary();
  if (!('reason' in found)) {
    describe(name, suite);
    return;
  }
  describeNotRun(name, `no SoftHSM (${found.reason})`);
}
