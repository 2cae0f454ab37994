import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { copyArtifacts, type Artifact } from './artifacts.ts';
import { installOnce } from './install-once.ts';

const run = promisify(execFile);

/** What this product was measured with. */
const VERSION = '4.4.0';
const LOG4J_VERSION = '2.25.5';
const ARTIFACTS: readonly Artifact[] = [
  { group: 'org.apache.kafka', name: 'kafka_2.13', version: VERSION },
  { group: 'org.apache.logging.log4j', name: 'log4j-slf4j-impl', version: LOG4J_VERSION },
];
/** SHA-256 over the names and digests of all libraries: what is run is what was measured, wherever it was fetched from. */
const LIBRARIES_DIGEST = 'bda063de6f84a36e8fa0e31196934eba54905640b2dddd4e50f6a64c8fe4ffec';

/** Oldest Java that runs a broker of this version. */
const JAVA_VERSION_MIN = 17;
const JAVA_MS_MAX = 30_000;

/** Apache Kafka that can be started on this machine. */
export interface KafkaInstallation {
  /** The program `java`. */
  readonly java: string;
  /** Folder of the broker's libraries. */
  readonly libraries: string;
}

/** Where Kafka and Java may be; what is absent is looked for in the usual places. */
export interface KafkaSources {
  /** Where Kafka was unpacked, as its own scripts understand `KAFKA_HOME`. */
  readonly kafkaHome?: string;
  readonly javaHome?: string;
  /** Where what is fetched is kept, for all projects of the user. */
  readonly cacheFolder: string;
}

/**
 * Kafka as it is on this machine: that of `kafkaHome`, else the one in the cache folder, which Maven fetches there first. The failure says what is missing.
 * `note` is told before something takes long.
 */
export async function findKafkaInstallation({ kafkaHome, javaHome, cacheFolder }: KafkaSources, note: (message: string) => void): Promise<Result<KafkaInstallation, string>> {
  const java = javaHome === undefined ? 'java' : join(javaHome, 'bin', 'java');
  const version = await javaVersion(java);
  if (version === undefined) return fail(javaHome === undefined ? 'there is no Java' : 'there is no Java where JAVA_HOME points to');
  if (version < JAVA_VERSION_MIN) return fail(`Java ${String(version)} is too old: a broker needs Java ${String(JAVA_VERSION_MIN)}`);
  if (kafkaHome !== undefined) {
    const libraries = join(kafkaHome, 'libs');
    return existsSync(libraries) ? succeed({ java, libraries }) : fail('there is no Kafka where KAFKA_HOME points to');
  }
  const folder = join(cacheFolder, `uwf-kafka-${VERSION}`);
  const failure = await installOnce(folder, (part) => install(part, note));
  return failure === undefined ? succeed({ java, libraries: join(folder, 'libs') }) : fail(`Apache Kafka cannot be fetched: ${failure}`);
}

async function install(part: string, note: (message: string) => void): Promise<string | undefined> {
  note(`Fetching Apache Kafka ${VERSION} with Maven (about 40 MB; only this once)`);
  const libraries = join(part, 'libs');
  const failure = await copyArtifacts({ artifacts: ARTIFACTS, into: libraries, isTransitive: true });
  if (failure !== undefined) return failure;
  return digestOf(libraries) === LIBRARIES_DIGEST ? undefined : 'what was fetched is not what is known of this version';
}

/** Of the folder's files by name. */
function digestOf(folder: string): string {
  const lines = readdirSync(folder).sort().map((name) => `${createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')}  ${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** The feature release of a Java; undefined when it cannot be run. */
async function javaVersion(java: string): Promise<number | undefined> {
  try {
    const { stderr, stdout } = await run(java, ['-version'], { timeout: JAVA_MS_MAX });
    const version = /version "(?:1\.)?(\d+)/.exec(`${stderr}${stdout}`)?.[1];
    return version === undefined ? undefined : Number(version);
  } catch {
    return undefined;
  }
}
