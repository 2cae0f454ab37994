import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from '#onprem-runner/embedded/kafka/install-once.ts';
import { cacheFolder } from '../kafka/install.ts';
import type { Found } from '../localstack-install.ts';

const run = promisify(execFile);

/** The versions that are served together. The library says that it wants a newer Node, and needs none for what is used here. */
const LIBRARY_VERSION = '0.4.0';
const BACKEND_VERSION = 'v0.6.0';
/** Grows with the program around the backend. */
const PROGRAM_VERSION = '1';

/** Half a minute on an idle machine. */
const INSTALL_MS_MAX = 480_000;

/** What a service of the framework is made of on this machine. */
export interface DurableTaskInstallation {
  /** The backend as a program. */
  readonly sidecar: string;
  /** The module of the library. */
  readonly library: string;
}

/** The library from npm and the backend from Go, as they are kept outside of the checkout, fetched and built there first; or why they are not. Neither is a dependency of the project. */
export async function findDurableTask(): Promise<Found<DurableTaskInstallation>> {
  const folder = join(cacheFolder(), `uwf-durabletask-${LIBRARY_VERSION}-${BACKEND_VERSION}-${PROGRAM_VERSION}`);
  const reason = await installOnce(folder, install);
  if (reason !== undefined) return { ok: false, reason: `the Durable Task Framework cannot be installed: ${reason}` };
  return { ok: true, value: { sidecar: join(folder, 'sidecar'), library: join(folder, 'node_modules', '@microsoft', 'durabletask-js', 'dist', 'index.js') } };
}

async function install(part: string): Promise<string | undefined> {
  writeFileSync(join(part, 'package.json'), JSON.stringify({ private: true, dependencies: { '@microsoft/durabletask-js': LIBRARY_VERSION } }));
  writeFileSync(join(part, 'main.go'), readFileSync(new URL('./sidecar.go.txt', import.meta.url)));
  const call = (program: string, args: readonly string[]) => run(program, [...args], { cwd: part, timeout: INSTALL_MS_MAX, maxBuffer: 2 ** 24, env: { ...process.env, CGO_ENABLED: '0' } });
  try {
    await call('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock']);
    await call('go', ['mod', 'init', 'uwf/sidecar']);
    await call('go', ['get', `github.com/microsoft/durabletask-go@${BACKEND_VERSION}`]);
    await call('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', 'sidecar', '.']);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').find((line) => line.trim() !== '') ?? 'unknown').slice(0, 200) : 'unknown';
  }
}
