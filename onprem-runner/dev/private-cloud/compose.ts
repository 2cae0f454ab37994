import { mkdirSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { operations } from '#functions/operations/table.ts';
import { startLocalGateway } from '#functions/cloud/local-gateway/start-local-gateway.ts';
import { startHttpHost } from '#functions/node-host/index.ts';
import type { SealingKey } from '#functions/ports.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createCronCalendar } from '#shared/adapters/croner/index.ts';
import { createEgressPolicy, createHttpTaskExecutor, createLocalTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createIdentityVerifier, startDevelopmentIssuer, type DevelopmentIssuer } from '#shared/adapters/oidc/index.ts';
import { createFileLogger } from '#shared/adapters/pino/index.ts';
import { createPool, openPostgres } from '#shared/adapters/postgres/index.ts';
import { createResourceFetcher } from '#shared/adapters/resource-fetch/index.ts';
import { createFileSecretStore } from '#shared/adapters/secret-files/index.ts';
import { createCommitSignal } from '#shared/application/commit-signal.ts';
import { createStartAdmission } from '#shared/application/door/admission.ts';
import { createEngineLoop } from '#shared/application/drive-engine.ts';
import { createProgramCache } from '#shared/application/program-cache.ts';
import { createEngineRuntime } from '#shared/application/runtime/engine-runtime.ts';
import { createScheduleFollower } from '#shared/application/schedules/follow-schedule.ts';
import { createSystemLanes } from '#shared/application/system-lanes.ts';
import { createEngineSystem } from '#shared/application/system-ports.ts';
import { createSystemTaskExecutor } from '#shared/application/system-tasks.ts';
import { createSecretResolver } from '#shared/application/resolve-secrets.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import { catalogueOf } from '../../handlers/catalogue.ts';
import { createTaskExecutor } from '../../tasks/task-executor.ts';
import type { TaskPorts } from '../../tasks/task-context.ts';
import { dumpTables } from '../dump.ts';
import { openCloudDoor, type CloudDoorMaterial } from './door/compose.ts';
import { startPruning } from '../../zone/pruning.ts';
import type { EmbeddedPostgres } from '../../embedded/postgres.ts';
import { DEVELOPMENT_AUDIENCE, DEVELOPMENT_SCOPES, type DevelopmentSettings } from '../settings.ts';

/** The cloud side of a development system: API, registry, engine, and the queue that joins the zones. */
export interface PrivateCloudZone {
  readonly url: string;
  readonly issuer: DevelopmentIssuer;
  /** Everything that the zone keeps on disk. */
  readonly folders: readonly string[];
  /** Every row of every table as text: stores compress, so files alone do not tell. */
  dump(): AsyncIterable<Buffer>;
  /** Looks for work at once: another process published something. */
  nudge(): void;
  stop(): Promise<void>;
}

export interface PrivateCloudOptions {
  readonly settings: DevelopmentSettings;
  readonly database: Pick<EmbeddedPostgres, 'connectionString' | 'dataDirectory'>;
  readonly schema: string;
  readonly folder: string;
  /** The bank's public keys: all that this zone has of them. */
  readonly sealingKeys: readonly SealingKey[];
  /** How this zone talks with the bank. */
  readonly door: CloudDoorMaterial;
  /** Present when the target is the bank itself: its own tasks are then all those of a runner, and nothing is sealed. */
  readonly tasks?: Pick<TaskPorts, 'handlers' | 'store' | 'processes'>;
}

/** Starts the zone on its own store. Unless the bank is the target, nothing of the on-prem zone is passed in but its public keys and the handlers' public halves. */
export async function openPrivateCloud(options: PrivateCloudOptions): Promise<PrivateCloudZone> {
  const { settings, database, schema, folder } = options;
  mkdirSync(folder, { recursive: true });
  const logger = createFileLogger({ name: 'private-cloud', file: join(folder, 'log.ndjson') });
  const clock = systemClock;
  const ids = randomIdSource;
  let nudge = (): void => undefined;
  const stores = await openPostgres({ connectionString: database.connectionString, schema, applicationName: 'uwf-private-cloud', onPublished: () => nudge() });
  const issuer = await startDevelopmentIssuer({ directory: join(folder, 'issuer'), audience: DEVELOPMENT_AUDIENCE, scopes: DEVELOPMENT_SCOPES, clock, ids });
  const validator = createSchemaValidator();
  const identity = createIdentityVerifier({ issuer: issuer.issuer, audience: DEVELOPMENT_AUDIENCE, keys: { kind: 'remote', url: issuer.jwksUri }, clock });
  const programs = createProgramCache({ definitionStore: stores.definitionStore });
  const { executionStore, definitionStore, taskQueue, eventBus, endedExecutions, scheduleStore } = stores;
  const topics = topicsOf(settings.environment, settings.tenant);
  const commits = createCommitSignal();
  const news = createCommitSignal();
  const calendar = createCronCalendar();
  const engine = {
    clock, ids, logger, digest: nodeDigest, executionStore, definitionStore, taskQueue, eventBus, news,
    schedules: createScheduleFollower({ clock, calendar, digest: nodeDigest, definitionStore, scheduleStore, eventBus, news }, settings.schedules),
    topics, programs, commits,
    resourceFetcher: createResourceFetcher({ isAllowed: createEgressPolicy(settings.egressHosts) }),
  };
  const secrets = settings.secretsDirectory === undefined ? {} : { secrets: createSecretResolver({ secrets: createFileSecretStore({ directory: settings.secretsDirectory }), logger }) };
  const http = createHttpTaskExecutor({ egressHosts: settings.egressHosts, errorDetail: 'body', ...secrets });
  const { bank, manifests, announcer } = openCloudDoor({ environment: settings.environment, tenant: settings.tenant, folder, stores, engine, material: options.door });
  const inputRules = { tenant: settings.tenant, knownKeys: new Set(options.sealingKeys.map((key) => key.kid)) };
  const system = { ...engine, ...createEngineSystem(engine), endedExecutions, scheduleStore, calendar, validator, inputRules };
  const own = options.tasks === undefined ? createLocalTaskExecutor({ http, validator }) : createTaskExecutor({ ...options.tasks, http, validator, clock });
  const executor = createSystemTaskExecutor(system, own);
  const loop = createEngineLoop({ ...engine, door: bank.door }, { executor, lanes: [...createSystemLanes(system, settings.schedules), ...bank.lanes] });
  nudge = loop.nudge;
  const api = {
    target: settings.target, catalogue: catalogueOf(settings.handlers), tenant: settings.tenant, developmentMode: true,
    sealingKeys: options.sealingKeys, version: settings.version,
  };
  const hosting = { operations, ports: { ...engine, runtime: createEngineRuntime(engine), manifests, announcer, identity, validator, admission: createStartAdmission({ steps: stores.stepStore, clock, ...settings.door }), settings: api }, host: settings.host, port: settings.port, logger };
  const host = await (settings.servedAs === undefined ? startHttpHost(hosting) : startLocalGateway({ ...hosting, servedAs: settings.servedAs }));
  loop.start();
  const pruning = startPruning({ clock, logger, prune: stores.prune });
  logger.info('zone-started', { zone: settings.target.zone });
  return {
    url: host.url,
    issuer,
    folders: foldersOf(folder, database.dataDirectory),
    dump: () => dumpTables(createPool({ connectionString: database.connectionString, maxConnections: 1, applicationName: 'uwf-dump' }), settings.databaseUrl === undefined ? undefined : schema),
    nudge: loop.nudge,
    stop: async () => {
      await host.close();
      await Promise.all([loop.stop(), pruning.stop()]);
      await bank.close();
      await issuer.close();
      await stores.close();
      logger.flush();
    },
  };
}

/** The zone's own folder, and that of its database when it had to be put somewhere else. */
function foldersOf(folder: string, database: string): readonly string[] {
  return resolve(database).startsWith(`${resolve(folder)}${sep}`) ? [folder] : [folder, database];
}
