import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { errorCode } from '../process-info.ts';

const run = promisify(execFile);

const FETCH_MS_MAX = 300_000;
const OUTPUT_BYTES_MAX = 2 ** 24;

/** A library by the names that Maven knows it by. */
export interface Artifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Copies libraries, and what they need at run time, into a folder. Maven takes them from where its settings say, and what does not match its checksums
 * is refused. Undefined, or why it could not be done.
 */
export async function copyArtifacts({ artifacts, into, isTransitive }: { readonly artifacts: readonly Artifact[]; readonly into: string; readonly isTransitive: boolean }): Promise<string | undefined> {
  mkdirSync(into, { recursive: true });
  const project = `${into}.xml`;
  writeFileSync(project, projectOf(artifacts));
  const options = ['-q', '-B', '-ntp', '-C', '-f', project, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DexcludeTransitive=${String(!isTransitive)}`, `-DoutputDirectory=${into}`];
  try {
    await run('mvn', options, { timeout: FETCH_MS_MAX, maxBuffer: OUTPUT_BYTES_MAX });
    return undefined;
  } catch (error) {
    return reasonOf(error);
  } finally {
    rmSync(project, { force: true });
  }
}

function projectOf(artifacts: readonly Artifact[]): string {
  const list = artifacts.map(({ group, name, version }) => `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`);
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>uwf</groupId><artifactId>broker</artifactId><version>1</version><dependencies>${list.join('')}</dependencies></project>`;
}

const REASON_CHARACTERS_MAX = 200;

/** The first line of Maven's own that says something; it names libraries and places, nothing of ours. */
function reasonOf(error: unknown): string {
  if (errorCode(error) === 'ENOENT') return 'there is no Maven (mvn)';
  const stdout: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'stdout') : undefined;
  const line = typeof stdout === 'string' ? stdout.split('\n').find((candidate) => candidate.startsWith('[ERROR]')) : undefined;
  return (line ?? 'Maven failed').slice(0, REASON_CHARACTERS_MAX);
}
