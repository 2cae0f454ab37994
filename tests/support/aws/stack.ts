import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsFunctions, bundleAwsFunctions } from '../../../infra/build/bundle-functions.mjs';
import type { CloudSettings } from '#functions/cloud/settings.ts';
import { httpDuties } from '#functions/aws/duties.ts';
import { createRouter } from '#functions/http/router.ts';
import { SCOPES } from '#functions/operations/operation.ts';
import { operations } from '#functions/operations/table.ts';
import { applyTopics, openKafka } from '#shared/adapters/kafka/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { startDevelopmentIssuer } from '#shared/adapters/oidc/index.ts';
import { createWorkflowClient, type WorkflowClient } from '#shared/client/index.ts';
import { planTopics } from '#shared/core/work/topic-plan.ts';
import { groupsOf, topicsOf } from '#shared/core/work/topics.ts';
import { openBank, projectSettings } from '#tests/support/cloud/bank.ts';
import { forever, type Loop } from '#tests/support/cloud/forever.ts';
import { openTestDynamo } from '#tests/support/dynamodb/index.ts';
import { plainOptions } from '#tests/support/kafka/index.ts';
import type { KafkaAddress } from '#tests/support/kafka/server.ts';
import { executionsIn, itemsIn, recordsIn } from './dump.ts';
import { statusChanges } from './status-changes.ts';
import { gatewayFetch, invoke, kafkaSource, queueSource, type LambdaFunction } from './lambda-host.ts';

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
  const functions = await builtFunctions(join(folder, 'functions'), await projectSettings({ runtime: 'step-functions', environment, egressHosts, sealingKeys: bank.sealingKeysFile }));
  const log = await openKafka({ ...kafka, clientId: 'uwf-event-source' });
  const topics = topicsOf(environment, TENANT);
  const consumer = await log.subscribe({ topics: [topics.results, topics.control], group: groupsOf(environment, TENANT).cloud, consumer: 'event-source' });
  const sources: readonly Loop[] = [
    queueSource(sqs, steps, functions.of('step')), queueSource(sqs, tasks, functions.of('dispatch')), kafkaSource(consumer, functions.of('collect')),
    statusChanges({ place, machinePrefix: environment }, functions.of('ended')),
    forever(() => invoke(functions.of('relay'), {}), RELAY_MS), forever(() => invoke(functions.of('sweeper'), {}), SWEEP_MS),
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
async function builtFunctions(outDir: string, settings: CloudSettings): Promise<{ readonly called: ReadonlySet<string>; of(name: string): LambdaFunction }> {
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
