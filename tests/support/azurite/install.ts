import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from '#onprem-runner/embedded/kafka/install-once.ts';
import { cacheFolder } from '../kafka/install.ts';
import type { Found } from '../localstack-install.ts';

const run = promisify(execFile);

/** The last one that runs on our oldest Node. */
const VERSION = '3.35.0';
const INSTALL_MS_MAX = 480_000;

/** The main module of Azurite's blob service, installed there first; or why there is none. It is 210 MB, and so no dependency of the project. */
export async function findAzurite(): Promise<Found<string>> {
  const folder = join(cacheFolder(), `uwf-azurite-${VERSION}`);
  const reason = await installOnce(folder, install);
  return reason === undefined ? { ok: true, value: join(folder, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js') } : { ok: false, reason: `Azurite cannot be installed: ${reason}` };
}

async function install(part: string): Promise<string | undefined> {
  writeFileSync(join(part, 'package.json'), JSON.stringify({ private: true, dependencies: { azurite: VERSION } }));
  try {
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: part, timeout: INSTALL_MS_MAX, maxBuffer: 2 ** 24 });
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').find((line) => line.trim() !== '') ?? 'unknown').slice(0, 200) : 'unknown';
  }
}
