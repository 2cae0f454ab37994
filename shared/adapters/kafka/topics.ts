import { setTimeout as sleep } from 'node:timers/promises';
import type { IAdminClient, KafkaConsumer, Metadata } from 'node-rdkafka';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { answerOf, connectClient, disconnectClient } from './client.ts';
import { clientConfig, type KafkaOptions } from './config.ts';
import { loadDriver } from './driver.ts';
import { KAFKA_ERRORS } from './errors.ts';
import { REQUEST_MS_MAX, RETRY_DELAY_MS } from './limits.ts';

/** A topic as it should be. */
export interface TopicToMake {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** What became of a topic: made now, there as wanted, or there with other numbers, which are left as they are. */
export type TopicOutcome =
  | { readonly name: string; readonly kind: 'created' | 'present' }
  | { readonly name: string; readonly kind: 'differs'; readonly partitions: number; readonly replication: number };

/** A topic as the cluster has it. */
interface PresentTopic {
  readonly partitions: number;
  readonly replication: number;
  readonly isReady: boolean;
}

/**
 * Makes the topics that are missing, and says what is there. Settings of a topic that is there are not looked at: the driver cannot ask
 * for them. Errors: `UWF-5002` (with the topic), `UWF-5004`, `UWF-5005`.
 */
export async function applyTopics(options: KafkaOptions, topics: readonly TopicToMake[]): Promise<readonly TopicOutcome[]> {
  const { AdminClient, KafkaConsumer: create } = await loadDriver();
  const client = new create({ ...clientConfig(options), 'group.id': `${options.clientId}.topics`, 'enable.auto.commit': false, 'allow.auto.create.topics': false }, {});
  await connectClient(client);
  const admin = AdminClient.create(clientConfig(options));
  try {
    const present = await presentTopics(client);
    const outcomes: TopicOutcome[] = [];
    for (const topic of topics) {
      const found = present.get(topic.name);
      outcomes.push(found === undefined ? await make(admin, topic) : compare(topic, found));
    }
    await untilReady(client, outcomes);
    return outcomes;
  } finally {
    admin.disconnect();
    await disconnectClient(client);
  }
}

/** A topic that was made is known to the brokers a little later, and so are the leaders of its partitions. */
async function untilReady(client: KafkaConsumer, outcomes: readonly TopicOutcome[]): Promise<void> {
  const made = outcomes.flatMap(({ name, kind }) => (kind === 'created' ? [name] : []));
  const until = performance.now() + REQUEST_MS_MAX;
  while (made.length > 0 && performance.now() < until) {
    const present = await presentTopics(client);
    if (made.every((name) => present.get(name)?.isReady === true)) return;
    await sleep(RETRY_DELAY_MS);
  }
}

async function make(admin: IAdminClient, { name, partitions, replication, settings }: TopicToMake): Promise<TopicOutcome> {
  try {
    await answerOf<undefined>((done) => admin.createTopic({ topic: name, num_partitions: partitions, replication_factor: replication, config: settings }, REQUEST_MS_MAX, (error) => done(error, undefined)));
    return { name, kind: 'created' };
  } catch (error) {
    const reason = error instanceof UwfError ? error.details['reason'] : undefined;
    // Somebody else has made it meanwhile.
    if (reason === `kafka${String(KAFKA_ERRORS.topicExists)}`) return { name, kind: 'present' };
    throw new UwfError('UWF-5002', `topic ${name} cannot be made`, { details: reason === undefined ? {} : { reason } });
  }
}

function compare({ name, partitions, replication }: TopicToMake, present: PresentTopic): TopicOutcome {
  const isSame = present.partitions === partitions && present.replication === replication;
  return isSame ? { name, kind: 'present' } : { name, kind: 'differs', partitions: present.partitions, replication: present.replication };
}

async function presentTopics(client: KafkaConsumer): Promise<ReadonlyMap<string, PresentTopic>> {
  const { topics } = await answerOf<Metadata>((done) => client.getMetadata({ allTopics: true, timeout: REQUEST_MS_MAX }, done));
  return new Map(topics.map(({ name, partitions }) => [name, { partitions: partitions.length, replication: partitions[0]?.replicas.length ?? 0, isReady: partitions.length > 0 && partitions.every(({ leader }) => leader >= 0) }]));
}
