import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from '#onprem-runner/embedded/kafka/install-once.ts';
import { findKafkaInstallation, type KafkaInstallation } from '#onprem-runner/embedded/kafka/installation.ts';
import type { Found } from '../localstack-install.ts';

const run = promisify(execFile);

/** The stand-in where there is no Java. Its library needs this very client beside it. */
const KFAKE_VERSION = 'v0.0.0-20260918054303-01f206a7e32c';
const FRANZ_VERSION = 'v1.22.2';

const INSTALL_MS_MAX = 300_000;

/** A broker that can be started: Apache Kafka, or the stand-in. */
export type TestKafka = { readonly kind: 'apache'; readonly installation: KafkaInstallation } | { readonly kind: 'kfake'; readonly program: string };

/**
 * Kafka as it is kept outside of the checkout, fetched there first. Apache Kafka where Java and Maven are, else `kfake` where Go is.
 * `UWF_KAFKA=apache|kfake` asks for one of them.
 */
export async function findKafka(): Promise<Found<TestKafka>> {
  const wanted = process.env['UWF_KAFKA'] ?? '';
  if (wanted !== 'kfake' && (wanted === 'apache' || (isThere('java') && isThere('mvn')))) return findApache();
  if (isThere('go')) return findKfake();
  return { ok: false, reason: 'neither Java with Maven nor Go' };
}

async function findApache(): Promise<Found<TestKafka>> {
  const found = await findKafkaInstallation({ cacheFolder: cacheFolder() }, () => undefined);
  return found.ok ? { ok: true, value: { kind: 'apache', installation: found.value } } : { ok: false, reason: found.error };
}

async function findKfake(): Promise<Found<TestKafka>> {
  const folder = join(cacheFolder(), `uwf-kfake-${KFAKE_VERSION}`);
  const reason = await installOnce(folder, installKfake);
  return reason === undefined ? { ok: true, value: { kind: 'kfake', program: join(folder, 'kfake') } } : { ok: false, reason: `kfake cannot be fetched: ${reason}` };
}

async function installKfake(part: string): Promise<string | undefined> {
  writeFileSync(join(part, 'main.go'), readFileSync(new URL('./kfake.go.txt', import.meta.url)));
  const go = (...args: readonly string[]) => run('go', [...args], { cwd: part, timeout: INSTALL_MS_MAX, maxBuffer: 2 ** 24, env: { ...process.env, CGO_ENABLED: '0' } });
  try {
    await go('mod', 'init', 'uwf/kfake');
    await go('get', `github.com/twmb/franz-go/pkg/kfake@${KFAKE_VERSION}`, `github.com/twmb/franz-go@${FRANZ_VERSION}`);
    await go('build', '-trimpath', '-ldflags=-s -w', '-o', 'kfake', '.');
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').find((line) => line.trim() !== '') ?? 'unknown').slice(0, 200) : 'unknown';
  }
}

/** Folder of the user for what can be fetched again. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return base === undefined || base === '' ? join(homedir(), '.cache') : base;
}

function isThere(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}
