import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKeyFile } from '#shared/adapters/jose/index.ts';
import { ensureDoorKeys } from '#onprem-runner/dev/door/compose.ts';
import { CLOUD_PARTY, doorKeyFolders, RUNNER_SITE } from '#onprem-runner/dev/door-parties.ts';

/** Shorter than the default: a test waits for it often. */
export const LEASE_SECONDS = 4;
export const ENVIRONMENT = 'faults';
export const TENANT = 'bank';

/** What of the surroundings a project names. */
export interface ProjectPlaces {
  /** `host:port` that leads to the broker. */
  readonly broker: string;
  /** Connection string of the far side's database. */
  readonly farDatabase: string;
  /** Port of the far side. */
  readonly farPort: number;
}

/** Three steps in the bank, one of each kind. Nothing is tried again by the workflow itself. */
export const WORKFLOW = `
document: { dsl: 1.0.3, namespace: tests, name: faults, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema: { document: { type: object, additionalProperties: false, properties: { n: { type: integer, x-tier: 2 } } } }
do:
  - book: { call: 'book:1.0.0', with: { n: '\${ $workflow.input.n }' } }
  - post: { call: 'post:1.0.0', with: { n: '\${ $workflow.input.n }' } }
  - append: { call: 'append:1.0.0', with: { n: '\${ $workflow.input.n }' } }
  - tell: { set: { ended: true } }
`;

const PUBLIC = `version: 1.0.0
input: { type: object, additionalProperties: false, properties: { n: { type: integer, x-tier: 2 } } }
output: { type: object, additionalProperties: false, properties: { answer: { type: string, enum: [taken, refused] } } }
declassify: [{ path: /answer, to: 2, purpose: routing, method: enum }]
`;

const NAMES = '[{ $context: executionId }, { $context: attemptId }]';

/** In the transaction that ends its step. */
const BOOK = `kind: sql
name: book
${PUBLIC}effect: local
errors: {}
database: local
access: write
statements:
  - { name: entry, text: 'INSERT INTO bank.booked (run, attempt) VALUES ($1, $2) RETURNING run', parameters: ${NAMES} }
  - { name: rest, text: 'SELECT 1 AS one FROM pg_sleep(0.01)' }
result: { answer: { $value: taken } }
`;

/** The far side knows its repetitions. */
function postOf(port: number): string {
  return `kind: http
name: post
${PUBLIC}effect: idempotent
errors: { AWAY: { status: 503, title: Away, retryable: true } }
request:
  method: post
  url: http://127.0.0.1:${String(port)}/entries
  body: { run: { $context: executionId }, attempt: { $context: attemptId } }
  idempotencyHeader: Idempotency-Key
response:
  success: [200]
  errors: { '4xx': AWAY, '5xx': AWAY, timeout: AWAY }
  output: { answer: { $value: taken } }
`;
}

/** Nobody knows a repetition. */
const APPEND = `kind: sql
name: append
${PUBLIC}effect: opaque
errors: {}
database: { $secret: far }
access: write
statements:
  - { name: entry, text: 'INSERT INTO far.plain (run, attempt) VALUES ($1, $2) RETURNING run', parameters: ${NAMES} }
  - { name: rest, text: 'SELECT 1 AS one FROM pg_sleep(0.02)' }
result: { answer: { $value: taken } }
`;

/** What all processes of the rig read: handlers, secrets, and the keys of both parties, enrolled in one ring. */
export interface Projects {
  /** Project of the cloud's process. */
  readonly cloud: string;
  /** Writes the project of one runner process and tells its folder. */
  runner(worker: string): Promise<string>;
}

export async function writeProjects(folder: string, places: ProjectPlaces): Promise<Projects> {
  const handlers = join(folder, 'handlers');
  const secrets = join(folder, 'secrets');
  [handlers, secrets].forEach((name) => mkdirSync(name, { recursive: true, mode: 0o700 }));
  writeFileSync(join(handlers, 'book.yaml'), BOOK);
  writeFileSync(join(handlers, 'post.yaml'), postOf(places.farPort));
  writeFileSync(join(handlers, 'append.yaml'), APPEND);
  writeFileSync(join(secrets, 'far'), places.farDatabase, { mode: 0o600 });
  const common = `environment: ${ENVIRONMENT}
tenant: ${TENANT}
handlers: ['${handlers}']
secrets: { directory: '${secrets}' }
egress: { hosts: ['127.0.0.1:${String(places.farPort)}'] }
kafka: { brokers: ['${places.broker}'], partitions: 6, replication: 1, minInSyncReplicas: 1 }
`;
  const keys = keyFolders(folder);
  const { pin } = await ensureDoorKeys(keys, TENANT);
  const cloud = join(folder, 'cloud');
  writeProject(cloud, common);
  return {
    cloud,
    runner: async (worker) => {
      const place = join(folder, worker);
      writeProject(
        place,
        `${common}runner:
  site: ${RUNNER_SITE}
  cloud: ${CLOUD_PARTY}
  data: data
  keys: '${keys.onPrem}'
  ring: '${keys.ring}'
  releaseKeys: ['${pin}']
  leaseSeconds: ${String(LEASE_SECONDS)}
  drainSeconds: 5
  health: { host: 127.0.0.1, port: 0 }
`,
      );
      const data = join(place, 'data', 'keys');
      mkdirSync(data, { recursive: true, mode: 0o700 });
      await createKeyFile(join(data, 'sealing.json'));
      return place;
    },
  };
}

/** Where the keys of both parties of a rig lie. */
export function keyFolders(folder: string): ReturnType<typeof doorKeyFolders> {
  return doorKeyFolders(folder, { cloud: join(folder, 'cloud', 'zone'), onPrem: join(folder, 'bank') });
}

function writeProject(folder: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'uwf.config.yaml'), text);
}
