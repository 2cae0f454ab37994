import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the judge was measured with. Unpinned, its own requirements break it one after the other. */
const VERSION = '2026.3.0';
const PACKAGES = [`localstack-core[runtime]==${VERSION}`, 'cbor2==5.7.1', 'pyopenssl==25.1.0', 'service_identity'];

/** It needs what came with 3.13; not all of its requirements are built for what came after. */
const PYTHON_VERSION = '3.13';

/** Fails where a requirement does not fit; the start would only say that nothing was found. */
const PROOF = 'import localstack.aws.components, localstack.services.stepfunctions.provider';

/** 500 MB from a package registry, on a machine that does other things as well. */
const INSTALL_MS_MAX = 480_000;
const PROOF_MS_MAX = 120_000;

/** LocalStack's own name for the folder of the Java runtime that it would otherwise download. */
const JAVA_FOLDER = '21';

/** A LocalStack that can be started. */
export interface Installation {
  readonly folder: string;
  readonly python: string;
  /** What it fetches while it runs; kept, so that it is fetched once. */
  readonly libraries: string;
}

export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export interface InstallOptions {
  /** Whether it may be installed where it is not yet; takes a minute or two. */
  readonly mayInstall: boolean;
}

function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, `uwf-localstack-${VERSION}`);
}

/** LocalStack as it is kept outside of the checkout, installed there first when it may be. */
export async function findLocalStack({ mayInstall }: InstallOptions): Promise<Found<Installation>> {
  const folder = cacheFolder();
  if (!existsSync(folder) && !mayInstall) return { ok: false, reason: 'LocalStack is not installed yet; npm run test:long does it' };
  const java = javaHome();
  if (java === undefined) return { ok: false, reason: 'no Java runtime, which evaluates the expressions there' };
  const reason = existsSync(folder) ? undefined : await install(folder);
  return reason === undefined ? { ok: true, value: { folder, python: pythonOf(folder), libraries: librariesOf(folder, java) } } : { ok: false, reason };
}

/** Installs beside the final place and moves it there, so that it is there as a whole or not at all; undefined, or why it cannot be. */
async function install(folder: string): Promise<string | undefined> {
  const python = await findPython();
  if (python === undefined) return `no Python ${PYTHON_VERSION}`;
  const part = `${folder}.${String(process.pid)}`;
  try {
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    await run(python, ['-m', 'venv', join(part, 'venv')], { timeout: INSTALL_MS_MAX });
    await run(pythonOf(part), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES], { timeout: INSTALL_MS_MAX, maxBuffer: 2 ** 24 });
    await run(pythonOf(part), ['-c', PROOF], { timeout: PROOF_MS_MAX });
    if (!existsSync(folder)) renameSync(part, folder);
    return undefined;
  } catch (error) {
    return `LocalStack cannot be installed: ${lastLine(error)}`;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

function pythonOf(folder: string): string {
  return join(folder, 'venv', 'bin', 'python');
}

/** Its libraries, among which it finds the Java of this machine in place of one that it would download. */
function librariesOf(folder: string, java: string): string {
  const link = join(folder, 'lib', 'java', JAVA_FOLDER);
  if (!existsSync(link)) {
    rmSync(link, { force: true });
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(java, link);
  }
  return join(folder, 'lib');
}

function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').filter((line) => line.trim() !== '').at(-1)?.slice(0, 200) ?? 'unknown';
}

/** Home of the Java runtime: what the environment says, or where the `java` of the search path really is. */
function javaHome(): string | undefined {
  const named = process.env['JAVA_HOME'];
  const found = searchPath().map((folder) => join(folder, 'java')).find((path) => existsSync(path));
  const homes = [...(named === undefined ? [] : [named]), ...(found === undefined ? [] : [dirname(dirname(realpathSync(found)))])];
  return homes.find((home) => ['so', 'dylib'].some((suffix) => existsSync(join(home, 'lib', 'server', `libjvm.${suffix}`))));
}

function searchPath(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

/** The first Python that it runs on: on the search path, or among the versions that pyenv keeps. */
async function findPython(): Promise<string | undefined> {
  const kept = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const versions = existsSync(kept) ? readdirSync(kept).map((version) => join(kept, version, 'bin', 'python3')) : [];
  for (const candidate of [`python${PYTHON_VERSION}`, 'python3', ...versions]) if (await isFit(candidate)) return candidate;
  return undefined;
}

async function isFit(python: string): Promise<boolean> {
  try {
    const { stdout } = await run(python, ['-c', "import sys, venv; print('%d.%d' % sys.version_info[:2])"], { timeout: 20_000 });
    return stdout.trim() === PYTHON_VERSION;
  } catch {
    return false;
  }
}
