import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaConsumer, Metadata } from 'node-rdkafka';
import type { LogBounds, LogPosition } from '#shared/ports/message-log.ts';
import { answerOf, callOf } from './client.ts';
import { codeOf, fromKafkaError, KAFKA_ERRORS } from './errors.ts';
import { REQUEST_MS_MAX, RETRY_DELAY_MS } from './limits.ts';

/** A partition of a topic. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
}

export interface PlaceOffset extends Place {
  readonly offset: number;
}

/** What the protocol of Kafka takes for a time to mean the end, or the beginning. */
const LATEST = -1;
const EARLIEST = -2;

/** Partitions that a topic has. Errors: `UWF-5002` when it does not exist. */
export async function partitionsOf(client: KafkaConsumer, topic: string): Promise<readonly number[]> {
  const metadata = await answerOf<Metadata>((done) => client.getMetadata({ topic, timeout: REQUEST_MS_MAX }, done), [topic]);
  const partitions = metadata.topics.find(({ name }) => name === topic)?.partitions ?? [];
  if (partitions.length === 0) throw fromKafkaError({ code: KAFKA_ERRORS.unknownTopic }, [topic]);
  return partitions.map(({ id }) => id).sort((left, right) => left - right);
}

/** What partitions of one topic hold, in the order that they are given in. */
export async function boundsOf(client: KafkaConsumer, topic: string, partitions: readonly number[]): Promise<readonly LogBounds[]> {
  const places = partitions.map((partition) => ({ topic, partition }));
  const [begins, ends] = await Promise.all([offsetsAt(client, places, EARLIEST), offsetsAt(client, places, LATEST)]);
  return partitions.map((partition) => ({ partition, begin: offsetIn(begins, { topic, partition }), end: offsetIn(ends, { topic, partition }) }));
}

/** Where a position is in each partition of a topic. */
export async function targetsOf(client: KafkaConsumer, { topic, partitions, to }: { readonly topic: string; readonly partitions: readonly number[]; readonly to: LogPosition }): Promise<readonly PlaceOffset[]> {
  const bounds = await boundsOf(client, topic, partitions);
  const times = typeof to === 'object' && 'at' in to ? await offsetsAt(client, partitions.map((partition) => ({ topic, partition })), Math.max(Math.ceil(to.at), 0)) : [];
  return bounds.map(({ partition, begin, end }) => {
    if (to === 'beginning' || to === 'end') return { topic, partition, offset: to === 'end' ? end : begin };
    if ('offset' in to) return { topic, partition, offset: Math.min(Math.max(Math.ceil(to.offset), begin), end) };
    const found = offsetIn(times, { topic, partition });
    return { topic, partition, offset: found < 0 ? end : found };
  });
}

/** A partition is between two leaders, or has none yet: it will have one. */
const LEADERLESS: ReadonlySet<number | undefined> = new Set([KAFKA_ERRORS.leaderNotThere, KAFKA_ERRORS.notLeader]);

/** The first offset at or after a time; below zero where there is none. */
async function offsetsAt(client: KafkaConsumer, places: readonly Place[], time: number): Promise<readonly PlaceOffset[]> {
  if (places.length === 0) return [];
  const wanted = places.map(({ topic, partition }) => ({ topic, partition, offset: time }));
  const until = performance.now() + REQUEST_MS_MAX;
  for (;;) {
    try {
      return await callOf<readonly PlaceOffset[]>((done) => client.offsetsForTimes(wanted, REQUEST_MS_MAX, done));
    } catch (error) {
      if (!LEADERLESS.has(codeOf(error)) || performance.now() > until) throw fromKafkaError(error, places.map(({ topic }) => topic));
      await sleep(RETRY_DELAY_MS);
    }
  }
}

export function offsetIn(offsets: readonly PlaceOffset[], { topic, partition }: Place): number {
  return offsets.find((candidate) => candidate.topic === topic && candidate.partition === partition)?.offset ?? LATEST;
}
