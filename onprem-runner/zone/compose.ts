import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { CLOUD_MAY, createKeyFile, createSealer, createUnsealer, readKeyFile, toPublicKeySet, type PrivateSealingKey } from '#shared/adapters/jose/index.ts';
import { createFileIncarnation, nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { openPostgres } from '#shared/adapters/postgres/index.ts';
import { deadLettersIn } from '#shared/application/door/dead-letter-topic.ts';
import type { AuditFact } from '#shared/core/vault/audit-chain.ts';
import { groupsOf, topicsOf } from '#shared/core/work/topics.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import { createRunner, type Runner } from '../daemon/runner.ts';
import type { RunnerOptions } from '../daemon/runner-ports.ts';
import { composeEgress } from '../egress/compose.ts';
import type { EgressGuard } from '../egress/guard.ts';
import { catalogueOf } from '../handlers/catalogue.ts';
import { factsOf } from '../handlers/handler-facts.ts';
import { openDoorEnvelopes } from './door/compose.ts';
import { composeKeyService, composeRevealer, type KeyPlace } from '../vault/compose.ts';
import type { OnPremTools, ToolsSettings } from './tools/compose.ts';

/** The bank's side: the runner with its keys, its inbox and its documents. */
export interface OnPremZone {
  readonly runner: Runner;
  readonly log: MessageLog;
  /** The only way out. */
  readonly egress: EgressGuard;
  /** Of the zone's store. */
  incarnation(): Promise<number>;
  /** True when this zone can sign, and knows whom it talks with. */
  areKeysUsable(): Promise<boolean>;
  stop(): Promise<void>;
}

/** What the zone itself is started with. */
export interface ZoneSettings extends Pick<ToolsSettings, 'handlers'> {
  readonly environment: string;
  readonly tenant: string;
}

export interface OnPremOptions {
  readonly settings: ZoneSettings;
  readonly tools: OnPremTools;
  /** The one thing that joins the zones: where the queue is. */
  readonly queue: { readonly connectionString: string; readonly schema: string } | { readonly log: MessageLog };
  readonly door: { readonly keys: string; readonly ring: string; readonly pins: readonly string[]; readonly cloud: string; readonly site: string };
  /** How this process works; absent: by the defaults. */
  readonly runner?: Pick<RunnerOptions, 'worker' | 'limits' | 'weights' | 'drainMs' | 'leaseMs' | 'isAllowed'>;
  /** Keys of the vault and of the quarantine, and how many values of tokens tasks get in a minute; absent: files in the folder, the default. */
  readonly vault?: { readonly keys?: KeyPlace; readonly revealsPerMinute?: number };
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
  const { settings, queue, folder, key, tools } = options;
  const { logger, stores } = tools;
  const clock = systemClock;
  let wake = (): void => undefined;
  const joined = await openLog(queue, () => wake());
  const topics = topicsOf(settings.environment, settings.tenant);
  const { site, cloud, ...door } = options.door;
  const envelopes = openDoorEnvelopes({ ...door, floorFile: join(folder, 'keys', 'ring.floor'), party: site, tenant: settings.tenant, accepts: CLOUD_MAY, logger });
  const validator = createSchemaValidator();
  const zoneKeys = composeKeyService(options.vault?.keys ?? { kind: 'files', directory: join(folder, 'keys', 'vault') });
  const sealer = await createSealer({ key, clock, ids: randomIdSource });
  const audit = (fact: AuditFact): Promise<unknown> => stores.auditLog.append({ facts: [fact] });
  const egress = composeEgress({ sealer, validator, clock, ids: randomIdSource, logger, handlers: tools.tasks.handlers, quarantine: stores.quarantine, audit, detectors: tools.detectors }, zoneKeys);
  const facts = factsOf(settings.handlers);
  const incarnation = createFileIncarnation({ file: join(folder, 'incarnation') });
  const runner = createRunner(
    {
      ...tools.tasks, ...envelopes,
      clock, ids: randomIdSource, digest: nodeDigest, logger, validator, egress,
      log: joined.log, inbox: stores.stepInbox, incarnation,
      deadLetters: deadLettersIn(joined.log, topics.deadLetters.onPrem), definitions: stores.definitionStore,
      http: tools.http,
      unsealer: await createUnsealer({ keys: [key] }),
      vault: composeRevealer(stores, zoneKeys, options.vault),
    },
    {
      ...options.runner, runnerId: site, tenant: settings.tenant, cloud, topics, group: groupsOf(settings.environment, settings.tenant).onPrem,
      catalogue: catalogueOf(settings.handlers), keys: await envelopes.thumbprints(), handlerLimits: facts.limits, isTransactional: facts.isTransactional,
    },
  );
  wake = runner.wake;
  runner.start();
  logger.info('zone-started', { zone: 'on-prem' });
  return {
    runner,
    log: joined.log,
    egress,
    incarnation: () => incarnation.current(),
    areKeysUsable: async () => (await envelopes.thumbprints()).length > 0,
    stop: async () => {
      await runner.stop();
      await joined.close();
      await zoneKeys.close();
    },
  };
}

/** The log of the other zone's store, or one that is there already. */
async function openLog(queue: OnPremOptions['queue'], onPublished: () => void): Promise<{ readonly log: MessageLog; close(): Promise<void> }> {
  if ('log' in queue) return { log: queue.log, close: () => queue.log.close() };
  const joined = await openPostgres({ ...queue, migrate: false, maxConnections: 4, applicationName: 'uwf-on-prem-queue', onPublished });
  return { log: joined.messageLog, close: joined.close };
}
