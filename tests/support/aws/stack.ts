import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsFunctions, bundleAwsFunctions } from '../../../infra/build/bundle-functions.mjs';
import { httpDuties } from '#functions/aws/duties.ts';
import { createRouter } from '#functions/http/router.ts';
import { SCOPES } from '#functions/operations/operation.ts';
import { operations } from '#functions/operations/table.ts';
import { cloudSettingsOf, targetOf } from '#onprem-runner/deploy/cloud-settings.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { openOnPrem, openSealingKey } from '#onprem-runner/zone/compose.ts';
import { openOnPremTools } from '#onprem-runner/zone/tools/compose.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { ensureDevelopmentKeys } from '#shared/adapters/jose/index.ts';
import { applyTopics, openKafka } from '#shared/adapters/kafka/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { startDevelopmentIssuer } from '#shared/adapters/oidc/index.ts';
import { createWorkflowClient, type WorkflowClient } from '#shared/client/index.ts';
import { loadProject, projectPath } from '#shared/config/load-project-config.ts';
import { planTopics } from '#shared/core/work/topic-plan.ts';
import { groupsOf, topicsOf } from '#shared/core/work/topics.ts';
import { openTestDynamo } from '#tests/support/dynamodb/index.ts';
import { plainOptions } from '#tests/support/kafka/index.ts';
import type { KafkaAddress } from '#tests/support/kafka/server.ts';
import { openTestDatabase } from '#tests/support/postgres.ts';
import { executionsIn, itemsIn, recordsIn } from './dump.ts';
import { statusChanges } from './status-changes.ts';
import { forever, gatewayFetch, invoke, kafkaSource, queueSource, type EventSources, type LambdaFunction } from './lambda-host.ts';

/** The AWS deployment on this machine: built functions, the services that they use, and a bank with its runner. */
export interface AwsStack {
  readonly client: WorkflowClient;
  readonly fetch: typeof fetch;
  readonly token: string;
  /** Everything that the cloud's side keeps, as texts: items of its tables, machines, executions with their histories, records of the log. */
  dump(): Promise<readonly string[]>;
  /** Names of the functions that were called, in their order. */
  called(): readonly string[];
  stop(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '../../..');
const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
const AUDIENCE = 'uwf-api';
/** Every minute and every five in the template; here nobody wants to wait. */
const RELAY_MS = 1_000;
const SWEEP_MS = 5_000;
const TENANT = 'bank';

/** Starts everything. `localStack` has Step Functions, SQS and Secrets Manager. */
export async function startAwsStack({ localStack, broker, egressHosts }: { readonly localStack: string; readonly broker: KafkaAddress; readonly egressHosts: readonly string[] }): Promise<AwsStack> {
  const folder = await mkdtemp(join(tmpdir(), 'uwf-aws-'));
  const environment = `aws-${randomUUID().slice(0, 8)}`;
  const place = { region: REGION, endpoint: localStack, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const kafka = plainOptions(broker);
  await applyTopics(kafka, planTopics(environment, TENANT, { partitions: 2, replication: 1, minInSyncReplicas: 1, retentionMs: 3_600_000 }));
  const issuer = await startDevelopmentIssuer({ directory: join(folder, 'issuer'), audience: AUDIENCE, scopes: SCOPES, clock: systemClock, ids: randomIdSource });
  const dynamo = await openTestDynamo();
  const bank = await openBank({ folder: join(folder, 'bank'), environment, kafka });
  const sqs = new SQSClient(place);
  const queueUrl = async (name: string): Promise<string> => (await sqs.send(new CreateQueueCommand({ QueueName: `${environment}-${name}` }))).QueueUrl ?? '';
  const [steps, tasks] = await Promise.all([queueUrl('steps'), queueUrl('bank')]);
  const secrets = new SecretsManagerClient(place);
  for (const [name, value] of Object.entries(bank.secrets)) await secrets.send(new CreateSecretCommand({ Name: `${environment}/${name}`, SecretString: JSON.stringify(value) }));
  Object.assign(process.env, {
    AWS_REGION: REGION, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test',
    UWF_TABLE_PREFIX: dynamo.prefix, UWF_DYNAMODB_URL: dynamo.endpoint, UWF_STATES_URL: localStack, UWF_SECRETS_URL: localStack,
    UWF_MACHINE_PREFIX: environment, UWF_STATES_ARN: `arn:aws:states:${REGION}:${ACCOUNT}`, UWF_MACHINE_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/machines`,
    UWF_STEPS_QUEUE_URL: steps, UWF_BANK_QUEUE_URL: tasks, UWF_ISSUER: issuer.issuer, UWF_AUDIENCE: AUDIENCE, UWF_JWKS_URI: issuer.jwksUri,
    UWF_KAFKA_BROKERS: broker.plain, UWF_KAFKA_ACCESS: 'none', UWF_SECRETS_PREFIX: `${environment}/`,
  });
  const functions = await builtFunctions(join(folder, 'functions'), { environment, egressHosts, sealingKeys: bank.sealingKeysFile });
  const log = await openKafka({ ...kafka, clientId: 'uwf-event-source' });
  const topics = topicsOf(environment, TENANT);
  const consumer = await log.subscribe({ topics: [topics.results, topics.control], group: groupsOf(environment, TENANT).cloud, consumer: 'event-source' });
  const sources: readonly EventSources[] = [
    queueSource(sqs, steps, functions.of('step')), queueSource(sqs, tasks, functions.of('dispatch')), kafkaSource(consumer, functions.of('collect')),
    statusChanges({ place, machinePrefix: environment }, functions.of('ended')),
    forever(async () => void (await invoke(functions.of('relay'), {})), RELAY_MS), forever(async () => void (await invoke(functions.of('sweeper'), {})), SWEEP_MS),
  ];
  const route = createRouter(operations);
  const duty = (method: string, path: string): LambdaFunction => {
    const routed = route(method, path);
    return functions.of((routed.ok ? httpDuties.get(routed.value.operation.id) : undefined) ?? 'registry');
  };
  const token = await issuer.issueToken({ subject: 'partner-1', scopes: SCOPES });
  const gateway = gatewayFetch(duty);
  return {
    client: createWorkflowClient({ baseUrl: 'https://gateway.example', token, fetch: gateway }),
    fetch: gateway, token,
    dump: async () => [...(await itemsIn(dynamo)), ...(await executionsIn(place, environment)), ...(await recordsIn(log, environment))],
    called: () => [...functions.called].toSorted(),
    stop: async () => {
      const stopped = await Promise.allSettled(sources.map((source) => source.stop()));
      await log.close();
      await bank.stop();
      await issuer.close();
      dynamo.close();
      sqs.destroy();
      await rm(folder, { recursive: true, force: true });
      const failed = stopped.find((end) => end.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}

/** The built bundles, by name; each is loaded when it is first called. */
async function builtFunctions(outDir: string, { environment, sealingKeys, egressHosts }: { readonly environment: string; readonly sealingKeys: string; readonly egressHosts: readonly string[] }): Promise<{ readonly called: ReadonlySet<string>; of(name: string): LambdaFunction }> {
  const project = loadProject({ folder: ROOT });
  const own = { ...project, config: { ...project.config, environment, tenant: TENANT, sealingKeys, egress: { hosts: egressHosts } } };
  const settings = await cloudSettingsOf({ project: own, target: targetOf({ project: own, runtime: 'step-functions' }), catalogue: catalogueOf(await handlersOf()), version: '0.0.0-test' });
  await bundleAwsFunctions({ root: ROOT, outDir, settings });
  const loaded = new Map<string, Promise<{ readonly handler: LambdaFunction }>>();
  const called = new Set<string>();
  const of = (name: string): LambdaFunction => async (event, context) => {
    called.add(name);
    if (!awsFunctions(ROOT).includes(name)) throw new Error(`no function ${name}`);
    const module = loaded.get(name) ?? (import(pathToFileURL(join(outDir, name, 'index.mjs')).href) as Promise<{ readonly handler: LambdaFunction }>);
    loaded.set(name, module);
    return (await module).handler(event, context);
  };
  return { called, of };
}

async function handlersOf() {
  const project = loadProject({ folder: ROOT });
  return (await Promise.all(project.config.handlers.map((folder) => loadHandlers(projectPath(project, folder), { validator: createSchemaValidator() })))).flat();
}

/** A bank with a runner on a database of its own; what the cloud must know of it. */
async function openBank({ folder, environment, kafka }: { readonly folder: string; readonly environment: string; readonly kafka: Parameters<typeof openKafka>[0] }) {
  const folders = { release: join(folder, 'release'), cloud: join(folder, 'cloud'), onPrem: join(folder, 'on-prem'), ring: join(folder, 'ring.json') };
  const { pin } = await ensureDevelopmentKeys({ folders, parties: { tenant: TENANT, cloud: 'cloud', site: 'runner-1' }, clock: systemClock });
  const { key, publicKeys } = await openSealingKey(join(folder, 'zone'));
  const sealingKeysFile = join(folder, 'sealing.json');
  await writeFile(sealingKeysFile, JSON.stringify({ keys: publicKeys }));
  const database = await openTestDatabase();
  const settings = { environment, tenant: TENANT, handlers: await handlersOf(), egressHosts: [] };
  const tools = await openOnPremTools({ settings, database, schema: 'uwf', folder: join(folder, 'zone') });
  const log = await openKafka({ ...kafka, clientId: 'uwf-runner' });
  const zone = await openOnPrem({ settings, tools, queue: { log }, folder: join(folder, 'zone'), key, door: { keys: folders.onPrem, ring: folders.ring, pins: [pin], cloud: 'cloud', site: 'runner-1' } });
  const keysIn = (place: string): readonly unknown[] => readdirSync(place).map((name): unknown => JSON.parse(readFileSync(join(place, name), 'utf8')));
  return {
    sealingKeysFile,
    /** What the operator of the cloud puts into its secret store. */
    secrets: { door: { keys: keysIn(folders.cloud), ring: readFileSync(folders.ring, 'utf8'), pins: [pin] }, release: keysIn(folders.release)[0] },
    stop: async () => {
      await zone.stop();
      await tools.stop();
      await database.close();
    },
  };
}
