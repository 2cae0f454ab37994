import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createHttpTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { createKeyFile, createSealer, createUnsealer, readKeyFile, toPublicKeySet, type PrivateSealingKey } from '#shared/adapters/jose/index.ts';
import { nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { openPostgres } from '#shared/adapters/postgres/index.ts';
import { receiveDefinitions } from '#shared/application/receive-definitions.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import { createRunner } from '../../daemon/runner.ts';
import type { EmbeddedPostgres } from '../../embedded/postgres.ts';
import { catalogueOf } from '../../handlers/catalogue.ts';
import type { DevelopmentSettings } from '../settings.ts';
import type { OnPremTools } from './tools/compose.ts';

/** The bank's side of a development system: the runner with its keys, its inbox and its documents. */
export interface OnPremZone {
  readonly folders: readonly string[];
  stop(): Promise<void>;
}

export interface OnPremOptions {
  readonly settings: DevelopmentSettings;
  readonly database: Pick<EmbeddedPostgres, 'dataDirectory'>;
  readonly tools: OnPremTools;
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

/** Starts the runner of the zone with the zone's tools, joined to the other zone by the queue. The tools stay open when it has stopped. */
export async function openOnPrem(options: OnPremOptions): Promise<OnPremZone> {
  const { settings, database, queue, folder, key, tools } = options;
  const { logger, stores, secrets } = tools;
  const clock = systemClock;
  let wake = (): void => undefined;
  const joined = await openPostgres({ ...queue, migrate: false, maxConnections: 4, applicationName: 'uwf-on-prem-queue', onPublished: () => wake() });
  const topics = topicsOf(settings.environment, settings.tenant);
  const receiving = { clock, digest: nodeDigest, definitionStore: stores.definitionStore, taskQueue: joined.taskQueue, topics, logger };
  const runner = createRunner(
    {
      ...tools.tasks,
      clock, logger, validator: createSchemaValidator(), queue: joined.taskQueue, inbox: stores.inbox, definitions: stores.definitionStore,
      http: createHttpTaskExecutor({ egressHosts: settings.egressHosts, errorDetail: 'none', ...secrets }),
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
      await joined.close();
    },
  };
}
