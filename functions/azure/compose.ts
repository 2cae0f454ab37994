import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createAzureBlobStore } from '#shared/adapters/azure-blob/index.ts';
import { createManagedIdentity } from '#shared/adapters/azure-identity/index.ts';
import { createKeyVaultSecretStore } from '#shared/adapters/azure-key-vault/index.ts';
import { createConsoleLogger } from '#shared/adapters/console/index.ts';
import { createDurableCompletion, createDurableEngine, createDurableInstances, createServiceSource, registerDurableFunctions, SERVICE_INPUT, type DurablePorts, type ServiceSource } from '#shared/adapters/durable-functions/index.ts';
import { createEgressPolicy, createHttpTaskExecutor, createLocalTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createIdentityVerifier } from '#shared/adapters/oidc/index.ts';
import { openPostgres, type PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { createResourceFetcher } from '#shared/adapters/resource-fetch/index.ts';
import { createCommitSignal } from '#shared/application/commit-signal.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import { createDefinitionAnnouncer } from '#shared/application/door/announce-definitions.ts';
import { createStartAdmission } from '#shared/application/door/admission.ts';
import { keepSecrets } from '#shared/application/kept-secrets.ts';
import { createPayloads } from '#shared/application/payloads.ts';
import { createProgramCache } from '#shared/application/program-cache.ts';
import { createSecretResolver } from '#shared/application/resolve-secrets.ts';
import { createDurablePrograms } from '#shared/application/runtime/durable-programs.ts';
import { createDurableWork } from '#shared/application/runtime/durable-work.ts';
import { createEndingJournal } from '#shared/application/runtime/ending-journal.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import { createServedRuntime } from '#shared/application/runtime/served-runtime.ts';
import type { NoteEndPorts } from '#shared/application/runtime/note-end.ts';
import type { SystemRounds } from '#shared/application/system-rounds.ts';
import { createSystemTaskExecutor, SYSTEM_RESOURCES } from '#shared/application/system-tasks.ts';
import type { TaskExecutor } from '#shared/application/task-executor.ts';
import type { Environment } from '#shared/config/read-env.ts';
import type { BlobStore } from '#shared/ports/blob-store.ts';
import type { CloudIdentity } from '#shared/ports/cloud-identity.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';
import type { ExecutionIndex } from '#shared/ports/execution-index.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { SecretStore } from '#shared/ports/secret-store.ts';
import type { HostedDoor } from '../cloud/door.ts';
import { once } from '../cloud/once.ts';
import type { CloudSettings } from '../cloud/settings.ts';
import type { ApiPorts } from '../ports.ts';
import { composeDoor, composeSigner, lateDoor } from './door/compose.ts';
import { readAzureSettings, type AzureSettings } from './config.ts';
import { createSettingSecrets } from './setting-secrets.ts';
import { composeSystem, type AzureSystem } from './system/compose.ts';

/** What an attempt of the cloud's own may take: less than a function may (`functionTimeout` of host.json). */
const WORK_MS_MAX = 540_000;

/** How long what only recognises repetitions is kept: idempotency keys, message ids, published events. As long as in a zone of our own. */
const KEEP_MS = 7 * 86_400_000;

/** What the app does of the tasks of its own zone. */
const SERVED: ReadonlySet<string> = new Set(['uwf:http', 'uwf:validate', ...SYSTEM_RESOURCES]);

/** What the app is made of. */
export interface AzureParts {
  readonly environment: Environment;
  readonly settings: CloudSettings;
  readonly logger: Logger;
  /** The way to the service, as its invocations tell it. */
  readonly service: ServiceSource;
}

/** What is known of the app before its first invocation. */
export interface AzureProcess {
  readonly settings: CloudSettings;
  readonly environment: Environment;
  /** By which functions are told how the service is reached. */
  readonly serviceInput: typeof SERVICE_INPUT;
  /** Made with the first invocation: an app that lacks a setting is there, and says so. */
  open(): Promise<AzureApp>;
}

/** Registers the orchestrator and its activities, and gives what the other functions need. */
export function startAzure({ environment, settings }: Pick<AzureParts, 'environment' | 'settings'>): AzureProcess {
  const service = createServiceSource();
  const open = once(() => composeAzure({ environment, settings, logger: createConsoleLogger('azure'), service }));
  registerDurableFunctions(async () => (await open()).durable);
  return { settings, environment, serviceInput: SERVICE_INPUT, open };
}

/** What the functions of the app act through. */
export interface AzureApp {
  readonly api: ApiPorts;
  readonly durable: DurablePorts;
  readonly ends: NoteEndPorts & { readonly runtime: Runtime };
  /** The cloud's side of the door; opened when something has to go to the bank or comes from it. */
  door(): Promise<HostedDoor>;
  /** Events, schedules, and who waits for the ends of executions. */
  readonly system: SystemRounds;
  /** Forgets what is only kept to recognise repetitions, once it is old. Errors: `UWF-5001`. */
  prune(): Promise<void>;
}

interface Parts extends AzureParts {
  readonly own: AzureSettings;
  readonly stores: PostgresPorts;
  readonly journal: DurableJournal;
  readonly validator: SchemaValidator;
}

/** Builds the app of one process. Errors: `UWF-5005` with all settings that are missing, `UWF-5001`. */
export async function composeAzure(given: AzureParts): Promise<AzureApp> {
  const own = readAzureSettings(given.environment);
  const stores = await openPostgres({ connectionString: own.databaseUrl, schema: own.databaseSchema, maxConnections: own.databaseConnections, applicationName: 'uwf-azure' });
  const ends = createCommitSignal();
  const index = tellingIndex(stores.executionIndex, ends);
  const journal = createEndingJournal({ journal: stores.durableJournal, index });
  const parts: Parts = { ...given, own, stores, journal, validator: createSchemaValidator() };
  const payloads = createPayloads(openBlobs(parts));
  const instances = createDurableInstances(given.service);
  const completion = createDurableCompletion({ service: given.service, instances, payloads });
  const door = once(() => composeDoor({ ...parts, completion }));
  // Workflows are carried out by activities that start workflows.
  const late: Pick<Runtime, 'start' | 'load' | 'stop'> = { start: (request) => runtime.start(request), load: (request) => runtime.load(request), stop: (request) => runtime.stop(request) };
  const system = composeSystem({ ...parts, index, completion, ends, runtime: late });
  const executor = createSystemTaskExecutor(system.ports, executorOf(parts));
  const work = createDurableWork({ clock: systemClock, programs: createDefinitionCache(stores), executor, door: lateDoor(door, given.logger), limitMs: WORK_MS_MAX });
  const durable: DurablePorts = { programs: createDurablePrograms(stores), work, payloads, instances, journal };
  const engine = createDurableEngine({ clock: systemClock, ids: randomIdSource, service: given.service, instances, journal, payloads, work });
  const runtime: Runtime = createServedRuntime(createHostedRuntime({ clock: systemClock, ids: randomIdSource, index, engine }), SERVED);
  return { api: apiPorts(parts, { runtime, door, system }), durable, door, ends: endsOf(parts, runtime), system: system.rounds, prune: () => stores.prune({ before: systemClock.now() - KEEP_MS }) };
}

/** An end that is noted is told to those who watch the execution. */
function tellingIndex(index: ExecutionIndex, { notify }: { notify(): void }): ExecutionIndex {
  return {
    ...index,
    end: async (request) => {
      await index.end(request);
      notify();
    },
  };
}

/** An execution that ends cancels its own work: nothing is left for whoever notes its end. */
function endsOf({ stores }: Parts, runtime: Runtime): AzureApp['ends'] {
  return { runtime, index: stores.executionIndex, programs: createDefinitionCache(stores), unanswered: { of: async () => [] }, door: { dispatch: async () => undefined } };
}

function identityOf({ own: { identityClientId: clientId }, environment }: Pick<Parts, 'own' | 'environment'>): CloudIdentity {
  return createManagedIdentity({ environment, ...(clientId === undefined ? {} : { clientId }) });
}

function openBlobs(parts: Parts): BlobStore {
  const { blobUrl: url, blobContainer: container, blobAccount: accountName, blobKey: accountKey } = parts.own;
  const isEmulated = accountName !== undefined && accountKey !== undefined;
  return createAzureBlobStore({ url, container, credential: isEmulated ? { accountName, accountKey } : identityOf(parts) });
}

/** Secrets of tasks are in a vault of their own, or among the settings of the app. */
function secretsOf(parts: Parts): SecretStore {
  const { keyVaultUrl: url } = parts.own;
  if (url === undefined) return createSettingSecrets(parts.environment);
  return keepSecrets({ secrets: createKeyVaultSecretStore({ url, identity: identityOf(parts) }), clock: systemClock });
}

function executorOf(parts: Parts): TaskExecutor {
  const { settings, logger, validator } = parts;
  const secrets = createSecretResolver({ secrets: secretsOf(parts), logger });
  return createLocalTaskExecutor({ http: createHttpTaskExecutor({ egressHosts: settings.egressHosts, errorDetail: 'body', secrets }), validator });
}

function apiPorts(parts: Parts, { runtime, door, system }: { readonly runtime: Runtime; readonly door: () => Promise<HostedDoor>; readonly system: AzureSystem }): ApiPorts {
  const { own, settings, logger, stores, validator } = parts;
  const { issuer, audience, jwksUri } = own;
  const { target, catalogue, tenant, sealingKeys, version, egressHosts, backlogMax } = settings;
  const announcer = once(async () => {
    const { ports, settings: addressed } = await door();
    return createDefinitionAnnouncer(ports, addressed);
  });
  return {
    clock: systemClock, ids: randomIdSource, digest: nodeDigest, logger, validator, runtime,
    definitionStore: stores.definitionStore,
    eventBus: stores.eventBus,
    news: system.ports.news,
    ...(system.ports.schedules === undefined ? {} : { schedules: system.ports.schedules }),
    programs: createProgramCache(stores),
    identity: createIdentityVerifier({ issuer, audience, keys: jwksUri === undefined ? { kind: 'discovery' } : { kind: 'remote', url: jwksUri }, clock: systemClock }),
    admission: createStartAdmission({ steps: stores.stepStore, clock: systemClock, ...(backlogMax === undefined ? {} : { backlogMax }) }),
    resourceFetcher: createResourceFetcher({ isAllowed: createEgressPolicy(egressHosts) }),
    manifests: composeSigner(own),
    announcer: { announce: async (request) => (await announcer()).announce(request) },
    settings: { target, catalogue, tenant, sealingKeys, version, developmentMode: false },
  };
}
