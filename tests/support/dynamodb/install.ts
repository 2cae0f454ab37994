import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { copyArtifacts } from '#onprem-runner/embedded/kafka/artifacts.ts';
import { installOnce } from '#onprem-runner/embedded/kafka/install-once.ts';
import { cacheFolder } from '../kafka/install.ts';
import type { Found } from '../localstack-install.ts';

/** What the adapter was measured with. */
const VERSION = '3.1.0';
/** SHA-256 over the names and digests of all libraries: what is run is what was measured, wherever it was fetched from. */
const LIBRARIES_DIGEST = '327571bc6c3861d29af121dcc8b697235efe1e194a47e8924912cf47b12f0ef1';

/** Folder of the libraries of DynamoDB Local, fetched there first; or why there are none. */
export async function findDynamoLocal(): Promise<Found<string>> {
  if (!isThere('java')) return { ok: false, reason: 'there is no Java' };
  const folder = join(cacheFolder(), `uwf-dynamodb-local-${VERSION}`);
  const reason = await installOnce(folder, install);
  return reason === undefined ? { ok: true, value: join(folder, 'libs') } : { ok: false, reason: `DynamoDB Local cannot be fetched: ${reason}` };
}

async function install(part: string): Promise<string | undefined> {
  const libraries = join(part, 'libs');
  const artifacts = [{ group: 'software.amazon.dynamodb', name: 'DynamoDBLocal', version: VERSION }];
  const failure = await copyArtifacts({ artifacts, into: libraries, isTransitive: true });
  if (failure !== undefined) return failure;
  return digestOf(libraries) === LIBRARIES_DIGEST ? undefined : 'what was fetched is not what is known of this version';
}

/** Of the folder's files by name. */
function digestOf(folder: string): string {
  const lines = readdirSync(folder).sort().map((name) => `${createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')}  ${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

function isThere(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}
