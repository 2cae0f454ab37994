import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findLocalStack, type Found, type Installation, type InstallOptions } from './localstack-install.ts';

/** A LocalStack with Step Functions and SQS on this machine. */
export interface LocalStack {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** What a state machine calls, and what the service itself calls for it. */
const SERVICES = ['stepfunctions', 'sqs', 'sts'];
const READY_MS_MAX = 60_000;

/** Starts LocalStack on a free port and waits until it answers; where it cannot be had, says why. `services`: others than those of Step Functions. */
export async function startLocalStack({ services = SERVICES, ...options }: InstallOptions & { readonly services?: readonly string[] }): Promise<Found<LocalStack>> {
  const found = await findLocalStack(options);
  return found.ok ? launch(found.value, services) : found;
}

async function launch({ folder: installed, python, libraries }: Installation, services: readonly string[]): Promise<Found<LocalStack>> {
  const folder = mkdtempSync(join(tmpdir(), 'uwf-localstack-'));
  const home = join(folder, 'var', 'lib', 'localstack');
  mkdirSync(home, { recursive: true });
  symlinkSync(libraries, join(home, 'lib'));
  const port = await freePort();
  const log = openSync(join(folder, 'log'), 'w');
  // Always started in the same folder, because it caches what it finds of itself by its search path.
  const child = spawn(python, ['-m', 'localstack.runtime.main'], { cwd: installed, env: environment(folder, port, services), stdio: ['ignore', log, log] });
  closeSync(log);
  const endpoint = `http://127.0.0.1:${String(port)}/`;
  const stop = stopper(child, folder);
  if (await isReady(child, endpoint, services)) return { ok: true, value: { endpoint, stop } };
  const reason = `LocalStack does not start: ${readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').at(-1) ?? ''}`;
  await stop();
  return { ok: false, reason };
}

function environment(folder: string, port: number, services: readonly string[]): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // Else it takes a container for one of its own, and writes into the folders of the machine.
    OVERRIDE_IN_DOCKER: '0',
    FILESYSTEM_ROOT: folder,
    LOCALSTACK_VOLUME_DIR: join(folder, 'volume'),
    SERVICES: services.join(','),
    EAGER_SERVICE_LOADING: '1',
    DISABLE_EVENTS: '1',
    SKIP_SSL_CERT_DOWNLOAD: '1',
    GATEWAY_LISTEN: `127.0.0.1:${String(port)}`,
    DNS_ADDRESS: '0',
    LS_LOG: 'error',
  };
}

/** Ends the process with us whatever happens, and leaves nothing behind: it has nothing to put in order. */
function stopper(child: ChildProcess, folder: string): () => Promise<void> {
  const kill = (): void => void child.kill('SIGKILL');
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  process.once('exit', kill);
  return async () => {
    if (child.exitCode === null && child.signalCode === null) {
      kill();
      await ended;
    }
    process.off('exit', kill);
    rmSync(folder, { recursive: true, force: true });
  };
}

async function isReady(child: ChildProcess, endpoint: string, services: readonly string[]): Promise<boolean> {
  const until = Date.now() + READY_MS_MAX;
  while (Date.now() < until && child.exitCode === null) {
    if (await answers(endpoint, services)) return true;
    await sleep(200);
  }
  return false;
}

async function answers(endpoint: string, services: readonly string[]): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}_localstack/health`);
    const text = await response.text();
    return response.ok && services.every((service) => text.includes(`"${service}": "running"`));
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
