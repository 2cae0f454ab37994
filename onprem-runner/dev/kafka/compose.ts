import { applyTopics, openKafka, type KafkaOptions } from '#shared/adapters/kafka/index.ts';
import { planTopics, type TopicNumbers } from '#shared/core/work/topic-plan.ts';
import type { BrokerLogs } from '../settings.ts';

/** The cluster between the zones of a development system. */
export interface BrokerOptions {
  readonly environment: string;
  readonly tenant: string;
  readonly options: KafkaOptions;
  readonly numbers: TopicNumbers;
}

/** Makes the topics that are missing and connects both zones. Errors: `UWF-5002` (no broker answers), `UWF-5004` (the native part is not built). */
export async function openBrokerLogs({ environment, tenant, options, numbers }: BrokerOptions): Promise<BrokerLogs> {
  await applyTopics(options, planTopics(environment, tenant, numbers));
  const [cloud, onPrem] = await Promise.all([openKafka({ ...options, clientId: `${options.clientId}.cloud` }), openKafka({ ...options, clientId: `${options.clientId}.on-prem` })]);
  return { cloud, onPrem };
}
