import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { SCOPES } from '#functions/operations/operation.ts';
import { applyTopics, openKafka } from '#shared/adapters/kafka/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { startDevelopmentIssuer } from '#shared/adapters/oidc/index.ts';
import { createWorkflowClient, type WorkflowClient } from '#shared/client/index.ts';
import { planTopics } from '#shared/core/work/topic-plan.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import type { LogConsumer } from '#shared/ports/message-log.ts';
import { bundleAzureApp } from '../../../infra/build/bundle-azure.mjs';
import { openBank, projectSettings } from '#tests/support/cloud/bank.ts';
import { forever } from '#tests/support/cloud/forever.ts';
import { openLiveHost, type LiveHost } from '#tests/support/durable/live.ts';
import { plainOptions } from '#tests/support/kafka/index.ts';
import type { KafkaAddress } from '#tests/support/kafka/server.ts';
import { openTestPostgres } from '#tests/support/postgres.ts';
import { loadBuilt, openBuildFolder, ROOT } from './built.ts';
import { callAzure } from './http.ts';

const AUDIENCE = 'uwf-api';
/** Every ten seconds in the app; here nobody wants to wait. */
const CLOCK_MS = 200;

/** The deployment on Azure on this machine: the built app in a modelled host, with the stores and the log that it uses, and a bank with its runner. */
export interface AzureStack {
  readonly client: WorkflowClient;
  readonly live: LiveHost;
  /** Everything that the cloud's side keeps: its tables, its orchestrations, and the log. */
  dump(): Promise<readonly string[]>;
  stopRunner(): Promise<void>;
  stop(): Promise<void>;
}

/** The Kafka trigger: one topic, batches as texts of the extension's events; a batch whose function fails comes again. */
async function trigger(live: LiveHost, name: string, consumer: LogConsumer): Promise<void> {
  const records = await consumer.poll({ max: 64, waitMs: 100 });
  if (records.length === 0) return;
  const batch = records.map(({ topic, partition, offset, at, key, value }) => JSON.stringify({ Offset: offset, Partition: partition, Topic: topic, Timestamp: new Date(at).toISOString(), Key: key, Value: value, Headers: [] }));
  await live.host.invoke(name, JSON.stringify(batch));
  await consumer.commit({ records });
}

/** What a client of the API takes for `fetch`. */
function appFetch(live: LiveHost): typeof fetch {
  return async (resource, init) => {
    const request = new Request(resource, init);
    const url = new URL(request.url);
    const text = await request.text();
    const call = { method: request.method, target: `${url.pathname}${url.search}`, headers: Object.fromEntries(request.headers), ...(text === '' ? {} : { body: text }) };
    const { status, headers, body } = await callAzure(live.host.app, call, live.service.binding);
    return new Response(body, { status, headers });
  };
}

/** Starts everything. */
export async function startAzureStack(broker: KafkaAddress): Promise<AzureStack> {
  const build = await openBuildFolder();
  const environment = `azure-${randomUUID().slice(0, 8)}`;
  const kafka = plainOptions(broker);
  const bank = await openBank({ folder: join(build.folder, 'bank'), environment, kafka });
  const { tenant } = bank;
  await applyTopics(kafka, planTopics(environment, tenant, { partitions: 2, replication: 1, minInSyncReplicas: 1, retentionMs: 3_600_000 }));
  const issuer = await startDevelopmentIssuer({ directory: join(build.folder, 'issuer'), audience: AUDIENCE, scopes: SCOPES, clock: systemClock, ids: randomIdSource });
  const postgres = await openTestPostgres();
  const before = { ...process.env };
  Object.assign(process.env, {
    UWF_DATABASE_URL: postgres.connectionString, UWF_DATABASE_SCHEMA: postgres.schema, UWF_BLOB_URL: 'http://127.0.0.1:1/account', UWF_BLOB_CONTAINER: 'payloads', UWF_BLOB_ACCOUNT: 'account', UWF_BLOB_KEY: 'a2V5',
    UWF_ISSUER: issuer.issuer, UWF_AUDIENCE: AUDIENCE, UWF_JWKS_URI: issuer.jwksUri, UWF_KAFKA_BROKERS: broker.plain,
    UWF_DOOR_SECRET: JSON.stringify(bank.secrets.door), UWF_RELEASE_SECRET: JSON.stringify(bank.secrets.release),
  });
  const folder = join(build.folder, 'app');
  await bundleAzureApp({ root: ROOT, outDir: folder, settings: await projectSettings({ runtime: 'durable-functions', environment, sealingKeys: bank.sealingKeysFile }) });
  const { app } = await loadBuilt(folder);
  const live = await openLiveHost({ register: app });
  const log = await openKafka({ ...kafka, clientId: 'uwf-kafka-trigger' });
  const topics = topicsOf(environment, tenant);
  const subscribe = (name: string, topic: string): Promise<LogConsumer> => log.subscribe({ topics: [topic], group: `trigger-${name}`, consumer: 'host' });
  const [results, control] = [await subscribe('results', topics.results), await subscribe('control', topics.control)];
  const sources = [
    forever(() => trigger(live, 'collect-results', results), 1),
    forever(() => trigger(live, 'collect-control', control), 1),
    forever(() => live.host.invoke('relay', '{}'), CLOCK_MS),
  ];
  const token = await issuer.issueToken({ subject: 'partner-1', scopes: SCOPES });
  return {
    client: createWorkflowClient({ baseUrl: 'https://app.example', token, fetch: appFetch(live) }),
    live,
    dump: async () => {
      const tables = await postgres.sql(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '${postgres.schema}' AND table_type = 'BASE TABLE'`);
      const rows: (readonly Record<string, unknown>[])[] = [];
      for (const { name } of tables) rows.push(await postgres.sql(`SELECT t::text AS row FROM ${postgres.schema}.${String(name)} t`));
      const bounds = await Promise.all(Object.values(topics.commandsBy).map(async (topic) => ({ topic, bounds: await log.bounds({ topic }) })));
      const records = await Promise.all(bounds.flatMap(({ topic, bounds: parts }) => parts.map(({ partition }) => log.read({ topic, partition, from: 'beginning', max: 500 }))));
      return [...rows.flat().map(({ row }) => String(row)), ...live.host.texts(), ...records.flat().map(({ value }) => value)];
    },
    stopRunner: bank.stopRunner,
    stop: async () => {
      const ends = await Promise.allSettled(sources.map((source) => source.stop()));
      await live.close();
      await log.close();
      await bank.stop();
      await issuer.close();
      await postgres.close();
      process.env = before;
      await build.remove();
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}
