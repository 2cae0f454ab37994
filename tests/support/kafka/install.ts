import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Found } from '../localstack-install.ts';

const run = promisify(execFile);

/** What the suites were measured with. */
const VERSION = '4.4.0';
/** Of the command line tools the registry lags one behind; as clients they speak to any broker. */
const TOOLS_VERSION = '4.3.0';
const LOG4J_VERSION = '2.25.5';
/** The stand-in where there is no Java. Its library needs this very client beside it. */
const KFAKE_VERSION = 'v0.0.0-20260918054303-01f206a7e32c';
const FRANZ_VERSION = 'v1.22.2';

const INSTALL_MS_MAX = 300_000;

/** A broker that can be started: Apache Kafka, or the stand-in. */
export type KafkaInstallation = { readonly kind: 'apache'; readonly folder: string } | { readonly kind: 'kfake'; readonly program: string };

/**
 * Kafka as it is kept outside of the checkout, fetched there first. Apache Kafka where Java and Maven are, else `kfake` where Go is.
 * `UWF_KAFKA=apache|kfake` asks for one of them.
 */
export async function findKafka(): Promise<Found<KafkaInstallation>> {
  const wanted = process.env['UWF_KAFKA'] ?? '';
  if (wanted !== 'kfake' && (wanted === 'apache' || (isThere('java') && isThere('mvn')))) return installed('apache', VERSION, installApache);
  if (isThere('go')) return installed('kfake', KFAKE_VERSION, installKfake);
  return { ok: false, reason: 'neither Java with Maven nor Go' };
}

async function installed(kind: KafkaInstallation['kind'], version: string, install: (part: string) => Promise<void>): Promise<Found<KafkaInstallation>> {
  const folder = cacheFolder(`uwf-${kind === 'apache' ? 'kafka' : kind}-${version}`);
  const reason = existsSync(folder) ? undefined : await installBeside(folder, install);
  if (reason !== undefined) return { ok: false, reason: `${kind} cannot be fetched: ${reason}` };
  return { ok: true, value: kind === 'apache' ? { kind, folder } : { kind, program: join(folder, 'kfake') } };
}

/** Installs beside the final place and moves it there, so that it is there as a whole or not at all. */
async function installBeside(folder: string, install: (part: string) => Promise<void>): Promise<string | undefined> {
  const part = `${folder}.${String(process.pid)}`;
  try {
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    await install(part);
    if (!existsSync(folder)) renameSync(part, folder);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').find((line) => line.trim() !== '') ?? 'unknown').slice(0, 200) : 'unknown';
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

async function installApache(part: string): Promise<void> {
  const artifacts = { libs: [['org.apache.kafka', 'kafka_2.13', VERSION], ['org.apache.logging.log4j', 'log4j-slf4j-impl', LOG4J_VERSION]], tools: ['kafka-tools', 'kafka-clients', 'kafka-server-common'].map((name) => ['org.apache.kafka', name, TOOLS_VERSION]) };
  for (const [folder, dependencies] of Object.entries(artifacts)) {
    const project = join(part, `${folder}.xml`);
    writeFileSync(project, projectOf(dependencies));
    const options = ['-q', '-B', '-ntp', '-f', project, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DexcludeTransitive=${String(folder === 'tools')}`, `-DoutputDirectory=${join(part, folder)}`];
    await run('mvn', options, { timeout: INSTALL_MS_MAX, maxBuffer: 2 ** 24 });
  }
}

function projectOf(dependencies: readonly (readonly string[])[]): string {
  const list = dependencies.map(([group, artifact, version]) => `<dependency><groupId>${group ?? ''}</groupId><artifactId>${artifact ?? ''}</artifactId><version>${version ?? ''}</version></dependency>`);
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>uwf</groupId><artifactId>broker</artifactId><version>1</version><dependencies>${list.join('')}</dependencies></project>`;
}

async function installKfake(part: string): Promise<void> {
  writeFileSync(join(part, 'main.go'), readFileSync(new URL('./kfake.go.txt', import.meta.url)));
  const go = (...args: readonly string[]) => run('go', [...args], { cwd: part, timeout: INSTALL_MS_MAX, maxBuffer: 2 ** 24, env: { ...process.env, CGO_ENABLED: '0' } });
  await go('mod', 'init', 'uwf/kfake');
  await go('get', `github.com/twmb/franz-go/pkg/kfake@${KFAKE_VERSION}`, `github.com/twmb/franz-go@${FRANZ_VERSION}`);
  await go('build', '-trimpath', '-ldflags=-s -w', '-o', 'kfake', '.');
}

function cacheFolder(name: string): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, name);
}

function isThere(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}
