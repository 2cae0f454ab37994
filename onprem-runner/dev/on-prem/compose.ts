import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createHttpTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { createKeyFile, createSealer, createUnsealer, readKeyFile, toPublicKeySet, type PrivateSealingKey } from '#shared/adapters/jose/index.ts';
import { nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createFileLogger } from '#shared/adapters/pino/index.ts';
import { createPool, openPostgres } from '#shared/adapters/postgres/index.ts';
import { createProcessTaskExecutor, NO_PROCESSES } from '#shared/adapters/process-task/index.ts';
import { createFileSecretStore } from '#shared/adapters/secret-files/index.ts';
import { receiveDefinitions } from '#shared/application/receive-definitions.ts';
import { createSecretResolver } from '#shared/application/resolve-secrets.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import { createRunner } from '../../daemon/runner.ts';
import type { EmbeddedPostgres } from '../../embedded/postgres.ts';
import { catalogueOf } from '../../handlers/catalogue.ts';
import type { Handler } from '../../handlers/define-handler.ts';
import { createHandlerRegistry } from '../../handlers/registry.ts';
import { createSqlDocumentStore } from '../../handlers/sql-document-store.ts';
import type { DevelopmentSettings } from '../settings.ts';

/** The bank's side of a development system: the runner with its keys, its inbox and its documents. */
export interface OnPremZone {
  readonly folders: readonly string[];
  stop(): Promise<void>;
}

export interface OnPremOptions {
  readonly settings: DevelopmentSettings;
  readonly database: Pick<EmbeddedPostgres, 'connectionString' | 'dataDirectory'>;
  readonly schema: string;
  /** The one thing that joins the zones: where the queue is. */
  readonly queue: { readonly connectionString: string; readonly schema: string };
  readonly folder: string;
  readonly key: PrivateSealingKey;
}

/** The key that opens sealed values, kept in a file of the on-prem zone; made on the first start. */
export async function openSealingKey(folder: string): Promise<{ readonly key: PrivateSealingKey; readonly publicKeys: ReturnType<typeof toPublicKeySet>['keys'] }> {
  const keys = join(folder, 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const file = join(keys, 'sealing.json');
  const key = existsSync(file) ? await readKeyFile(file) : await createKeyFile(file);
  return { key, publicKeys: toPublicKeySet([key]).keys };
}

/** Starts the zone on its own store, joined to the other one by the queue. */
export async function openOnPrem(options: OnPremOptions): Promise<OnPremZone> {
  const { settings, database, queue, folder, key } = options;
  mkdirSync(folder, { recursive: true });
  const logger = createFileLogger({ name: 'on-prem', file: join(folder, 'log.ndjson') });
  const clock = systemClock;
  let wake = (): void => undefined;
  const stores = await openPostgres({ connectionString: database.connectionString, schema: options.schema, applicationName: 'uwf-on-prem' });
  const joined = await openPostgres({ ...queue, migrate: false, maxConnections: 4, applicationName: 'uwf-on-prem-queue', onPublished: () => wake() });
  const documents = createPool({ connectionString: database.connectionString, maxConnections: 4, applicationName: 'uwf-on-prem-documents' });
  const validator = createSchemaValidator();
  const topics = topicsOf(settings.environment, settings.tenant);
  const handlers = settings.handlers.map((handler) => observed(handler, settings.observeHandlerInput));
  const receiving = { clock, digest: nodeDigest, definitionStore: stores.definitionStore, taskQueue: joined.taskQueue, topics, logger };
  const secrets = settings.secretsDirectory === undefined ? {} : { secrets: createSecretResolver({ secrets: createFileSecretStore({ directory: settings.secretsDirectory }), logger }) };
  const processes = createProcessTaskExecutor({ policy: settings.processes ?? NO_PROCESSES, ...secrets });
  const runner = createRunner(
    {
      clock, logger, validator, queue: joined.taskQueue, inbox: stores.inbox, definitions: stores.definitionStore,
      handlers: createHandlerRegistry(handlers),
      store: await createSqlDocumentStore({ sql: documents, schema: options.schema }),
      http: createHttpTaskExecutor({ egressHosts: settings.egressHosts, errorDetail: 'none', ...secrets }),
      processes,
      sealer: await createSealer({ key, clock, ids: randomIdSource }),
      unsealer: await createUnsealer({ keys: [key] }),
      receiveDefinitions: () => receiveDefinitions(receiving, { catalogue: catalogueOf(settings.handlers) }),
    },
    { runnerId: 'runner-1', tenant: settings.tenant, topics },
  );
  wake = runner.wake;
  runner.start();
  logger.info('zone-started', { zone: 'on-prem' });
  return {
    folders: [folder, database.dataDirectory],
    stop: async () => {
      await runner.stop();
      await processes.stop();
      await Promise.all([joined.close(), stores.close(), documents.end()]);
      logger.flush();
    },
  };
}

function observed(handler: Handler, observe: DevelopmentSettings['observeHandlerInput']): Handler {
  if (observe === undefined) return handler;
  return {
    ...handler,
    handle: (input, context) => {
      observe(input);
      return handler.handle(input, context);
    },
  };
}
