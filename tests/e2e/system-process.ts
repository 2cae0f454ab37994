import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const DOOR = join(ROOT, 'bin', 'uwf.mjs');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `uwf` to its end, as a user does. */
export async function runUwf(args: readonly string[], options: { readonly timeoutMs?: number; readonly environment?: Readonly<Record<string, string>> } = {}): Promise<Finished> {
  const child = spawn(process.execPath, [DOOR, ...args], { cwd: ROOT, env: { ...process.env, NO_COLOR: '1', ...options.environment }, timeout: options.timeoutMs ?? 120_000 });
  const output = collect(child);
  return new Promise((done) => child.on('close', (code) => done({ code, ...output() })));
}

function collect(child: ChildProcess): () => { readonly stdout: string; readonly stderr: string } {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  return () => ({ stdout, stderr });
}

/** A running `uwf dev` on a folder of its own. */
export interface SystemProcess {
  readonly api: string;
  readonly token: () => Promise<string>;
  /** `kill -9` of the whole program; PostgreSQL goes on as an orphan. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface ProfileFile {
  readonly api: string;
  readonly issuer: { readonly tokenEndpoint: string; readonly clientId: string; readonly clientSecret: string };
}

/** Starts the built program itself, so that a signal reaches it and nothing before it. */
export async function startSystem(dataFolder: string, more: readonly string[] = []): Promise<SystemProcess> {
  await rm(join(dataFolder, 'profile.json'), { force: true });
  const child = spawn(process.execPath, ['--enable-source-maps', join(ROOT, 'dist', 'uwf.mjs'), 'dev', '--data', dataFolder, '--port', '0', ...more], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const profile = await expect
    .poll(async () => (child.exitCode === null ? readProfile(dataFolder) : Promise.reject(new Error(output().stderr))), { timeout: 60_000, interval: 50 })
    .toBeDefined()
    .then(() => readProfile(dataFolder));
  if (profile === undefined) throw new Error('no profile');
  return {
    api: profile.api,
    token: () => fetchToken(profile),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function readProfile(folder: string): Promise<ProfileFile | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'profile.json'), 'utf8')) as ProfileFile;
  } catch {
    return undefined;
  }
}

async function fetchToken({ issuer }: ProfileFile): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: issuer.clientId, client_secret: issuer.clientSecret });
  const answer = await fetch(issuer.tokenEndpoint, { method: 'POST', body });
  const { access_token: token } = (await answer.json()) as { readonly access_token: string };
  return token;
}

/** A folder for one test, removed by the function that comes with it. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = join(tmpdir(), `uwf-e2e-${randomUUID()}`);
  await mkdir(path);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export { ROOT };
