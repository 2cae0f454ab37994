import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from '#onprem-runner/embedded/kafka/install-once.ts';
import { cacheFolder } from '../kafka/install.ts';
import type { Found } from '../localstack-install.ts';

const run = promisify(execFile);

/** What the adapter was measured with. */
const VERSION = 'v1.8.0';
/** Two minutes on an idle machine. */
const INSTALL_MS_MAX = 480_000;

/** The program of an object store that speaks S3 (versitygw), built there first where Go is; or why there is none. */
export async function findObjectStorage(): Promise<Found<string>> {
  const folder = join(cacheFolder(), `uwf-versitygw-${VERSION}`);
  const reason = await installOnce(folder, install);
  return reason === undefined ? { ok: true, value: join(folder, 'versitygw') } : { ok: false, reason: `the object store cannot be built: ${reason}` };
}

async function install(part: string): Promise<string | undefined> {
  const env = { ...process.env, GOBIN: part, CGO_ENABLED: '0' };
  try {
    await run('go', ['install', '-trimpath', '-ldflags=-s -w', `github.com/versity/versitygw/cmd/versitygw@${VERSION}`], { cwd: part, timeout: INSTALL_MS_MAX, maxBuffer: 2 ** 24, env });
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').find((line) => line.trim() !== '') ?? 'unknown').slice(0, 200) : 'unknown';
  }
}
