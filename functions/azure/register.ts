import functions, { type FunctionInput, type HttpMethod, type RetryOptions } from '@azure/functions';
import { sweepExecutions } from '#shared/application/runtime/sweep-executions.ts';
import type { SystemRounds } from '#shared/application/system-rounds.ts';
import type { Environment } from '#shared/config/read-env.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import { createBatchConsumer } from '../cloud/batch-consumer.ts';
import { moveDoor, takeIn, type HostedDoor } from '../cloud/door.ts';
import { once } from '../cloud/once.ts';
import type { CloudSettings } from '../cloud/settings.ts';
import { createApi, type Api } from '../middleware/chain.ts';
import type { Operation } from '../operations/operation.ts';
import { toApiRequest, toHttpResponse } from './http-request.ts';
import { toLogRecords } from './kafka-records.ts';

/** Every method that the host knows. */
const METHODS: readonly HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT'];

/** Every ten seconds: what a function could not send at once waits no longer. */
const RELAY_SCHEDULE = '*/10 * * * * *';
const SWEEP_SCHEDULE = '0 */5 * * * *';
/** How long a sweep may go on; the next one begins anew. */
const SWEEP_MS_MAX = 240_000;

/** Records that could not be taken in come again until they are: the host would go on behind them otherwise. */
const AGAIN_UNTIL_TAKEN: RetryOptions = { strategy: 'exponentialBackoff', maxRetryCount: -1, minimumInterval: { seconds: 1 }, maximumInterval: { minutes: 1 } };

/** The app as its functions see it. */
export interface OpenedApp {
  readonly api: Parameters<typeof createApi>[1];
  readonly ends: Parameters<typeof sweepExecutions>[0];
  door(): Promise<HostedDoor>;
  readonly system: Pick<SystemRounds, 'move'>;
  prune(): Promise<void>;
}

/** What is registered. */
export interface Registration {
  readonly operations: readonly Operation[];
  readonly settings: CloudSettings;
  readonly environment: Environment;
  readonly serviceInput: FunctionInput;
  open(): Promise<OpenedApp>;
}

/** Registers everything but the orchestrations with the host: the operations, what comes from the bank, and what is done by the clock. */
export function registerAzureFunctions(registration: Registration): void {
  registerOperations(registration);
  registerCollectors(registration);
  registerTimers(registration);
}

/** A route for each operation, and one for all other paths and methods, so that these get an answer of ours. */
function registerOperations({ operations, open, serviceInput }: Registration): void {
  const api = once(async () => createApi(operations, (await open()).api));
  for (const { id, method, path } of operations) serve(`api-${id}`, { route: path.slice(1), methods: method === 'GET' ? ['GET', 'HEAD'] : [method], serviceInput, api });
  serve('api-other', { route: '{*path}', methods: METHODS, serviceInput, api });
}

interface Served {
  readonly route: string;
  readonly methods: readonly HttpMethod[];
  readonly serviceInput: FunctionInput;
  readonly api: () => Promise<Api>;
}

/** The chain checks tokens itself; keys of the host would only be one more secret. */
function serve(name: string, { route, methods, serviceInput, api }: Served): void {
  functions.app.http(name, {
    route,
    methods: [...methods],
    authLevel: 'anonymous',
    extraInputs: [serviceInput],
    handler: async (request) => toHttpResponse(await (await api())(await toApiRequest(request)), request.method),
  });
}

/** What the bank says, from both of its topics. */
function registerCollectors({ settings, environment, open, serviceInput }: Registration): void {
  const { results, control } = topicsOf(settings.environment, settings.tenant);
  for (const [name, topic] of [['collect-results', results], ['collect-control', control]] as const) {
    functions.app.generic(name, {
      trigger: functions.trigger.generic({ type: 'kafkaTrigger', topic, consumerGroup: `${settings.party}-azure`, cardinality: 'MANY', dataType: 'string', ...brokersOf(environment) }),
      retry: AGAIN_UNTIL_TAKEN,
      extraInputs: [serviceInput],
      handler: async (batch: unknown) => takeIn(await (await open()).door(), createBatchConsumer(toLogRecords(batch))),
    });
  }
}

/** The host puts the settings in; which of them there are decides how it connects. */
function brokersOf(environment: Environment): Readonly<Record<string, string>> {
  const isTls = environment['UWF_KAFKA_CA_FILE'] !== undefined;
  const isSasl = isTls && environment['UWF_KAFKA_USERNAME'] !== undefined;
  return {
    brokerList: '%UWF_KAFKA_BROKERS%',
    protocol: isSasl ? 'saslSsl' : isTls ? 'ssl' : 'plaintext',
    ...(isTls ? { sslCaLocation: '%UWF_KAFKA_CA_FILE%' } : {}),
    ...(isSasl ? { authenticationMode: 'scramSha512', username: '%UWF_KAFKA_USERNAME%', password: '%UWF_KAFKA_PASSWORD%' } : {}),
  };
}

/** The platform runs each of them in one process at a time. */
function registerTimers({ open, serviceInput }: Registration): void {
  functions.app.timer('relay', {
    schedule: RELAY_SCHEDULE,
    extraInputs: [serviceInput],
    handler: async () => {
      const { system, door } = await open();
      await system.move();
      await moveDoor(await door());
    },
  });
  functions.app.timer('sweeper', {
    schedule: SWEEP_SCHEDULE,
    extraInputs: [serviceInput],
    handler: async () => {
      const until = Date.now() + SWEEP_MS_MAX;
      const { ends, prune } = await open();
      await sweepExecutions(ends, () => Date.now() < until);
      await prune();
    },
  });
}
