import { partitionOf } from '#shared/core/work/log-partition.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { LogMessage, MessageLog } from '#shared/ports/message-log.ts';
import { pageSize } from './limits.ts';
import { joinGroup, type LogGroup } from './message-log-consumer.ts';
import { endOf, offsetOf, recordsFrom, type LogPartition, type LogTopics } from './message-log-partition.ts';

/** Partitions of a topic. */
const PARTITIONS_DEFAULT = 6;

export interface MemoryMessageLogOptions {
  /** Epoch milliseconds: when a record was appended. */
  readonly now: () => number;
  /** Partitions of each topic. */
  readonly partitions?: number;
  /** Told the topic after each publication. */
  readonly onPublished?: (topic: string) => void;
}

export interface MemoryMessageLog extends MessageLog {
  /** Forgets records that were appended before a time. */
  prune(request: { readonly before: number }): void;
}

/** A log that lives as long as the process. A call never waits, except a `poll` that is told to. */
export function createMemoryMessageLog({ now, partitions = PARTITIONS_DEFAULT, onPublished }: MemoryMessageLogOptions): MemoryMessageLog {
  const topics = new Map<string, readonly LogPartition[]>();
  const groups = new Map<string, LogGroup>();
  const waiting = new Set<() => void>();
  let isClosed = false;
  const topicOf: LogTopics = (name) => {
    const topic = topics.get(name) ?? Array.from({ length: partitions }, () => ({ begin: 0, records: [], lastAt: 0 }));
    topics.set(name, topic);
    return topic;
  };
  const requireOpen = (): void => {
    if (isClosed) throw new UwfError('UWF-5002', undefined, { details: { reason: 'closed' } });
  };
  return {
    append: async ({ topic, records }) => {
      requireOpen();
      append(topicOf(topic), { topic, records, now: now() });
      [...waiting].forEach((wake) => wake());
      if (records.length > 0) onPublished?.(topic);
    },
    subscribe: async (request) => {
      requireOpen();
      const group = groups.get(request.group) ?? { committed: new Map(), members: new Map() };
      groups.set(request.group, group);
      return joinGroup({ group, topicOf, waiting, topics: request.topics, consumer: request.consumer });
    },
    read: async ({ topic, partition, from, max }) => {
      requireOpen();
      const found = topicOf(topic)[partition];
      return found === undefined ? [] : recordsFrom(found, offsetOf(found, from), pageSize(max, 0));
    },
    bounds: async ({ topic }) => {
      requireOpen();
      return topicOf(topic).map((found, partition) => ({ partition, begin: found.begin, end: endOf(found) }));
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...groups.values()].flatMap(({ members }) => [...members.values()].map((member) => member.close())));
    },
    prune: ({ before }) => {
      for (const topic of topics.values()) topic.forEach((partition) => prune(partition, before));
    },
  };
}

function append(topic: readonly LogPartition[], { topic: name, records, now }: { readonly topic: string; readonly records: readonly LogMessage[]; readonly now: number }): void {
  for (const { key, value } of records) {
    const partition = partitionOf(key, topic.length);
    const found = topic[partition];
    if (found === undefined) continue;
    // Times grow with the offsets, so that a position by time is a place.
    found.lastAt = Math.max(found.lastAt, Math.floor(now));
    found.records.push({ topic: name, partition, offset: endOf(found), key, value, at: found.lastAt });
  }
}

function prune(partition: LogPartition, before: number): void {
  const kept = partition.records.filter(({ at }) => at >= before);
  partition.begin += partition.records.length - kept.length;
  partition.records = kept;
}
