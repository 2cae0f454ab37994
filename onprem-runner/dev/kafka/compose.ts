import { join } from 'node:path';
import { applyTopics, openKafka, type KafkaOptions } from '#shared/adapters/kafka/index.ts';
import { planTopics, type TopicNumbers } from '#shared/core/work/topic-plan.ts';
import { startEmbeddedKafka, type EmbeddedKafka } from '../../embedded/kafka/broker.ts';
import type { KafkaSources } from '../../embedded/kafka/installation.ts';
import { CommandError } from '../../output/command-error.ts';
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

/** A broker that a development system starts itself. */
export interface OwnBrokerOptions extends Pick<BrokerOptions, 'environment' | 'tenant' | 'numbers'> {
  /** Of the system: the broker keeps its records beneath it. */
  readonly dataDirectory: string;
  readonly sources: KafkaSources;
  readonly note: (message: string) => void;
}

/** Starts a broker of this system's own and connects both zones to it; it ends with them. Errors: `UWF-6009` (there can be none here), and those of {@link openBrokerLogs}. */
export async function openOwnBroker({ dataDirectory, sources, note, ...zones }: OwnBrokerOptions): Promise<BrokerLogs> {
  const started = await startEmbeddedKafka({ folder: join(dataDirectory, 'kafka'), sources, note });
  if (!started.ok) throw new CommandError('UWF-6009', started.error);
  const broker = started.value;
  return { ...(await openOrStop(broker, zones)), broker };
}

async function openOrStop(broker: EmbeddedKafka, zones: Pick<BrokerOptions, 'environment' | 'tenant' | 'numbers'>): Promise<BrokerLogs> {
  try {
    return await openBrokerLogs({ ...zones, options: { brokers: [broker.brokers], clientId: 'uwf-dev' } });
  } catch (error) {
    await broker.stop();
    throw error;
  }
}
