import { randomUUID } from 'node:crypto';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { LogConsumer, LogRecord, MessageLog } from '#shared/ports/message-log.ts';
import { pageSize } from './limits.ts';
import { createConsumer, type ConsumerTables } from './message-log-consumer.ts';
import { boundsOf, parseRecord, placesAt } from './message-log-places.ts';
import { READ } from './message-log-statements.ts';
import { createAppender, createLogTopics, type LogTopics } from './message-log-topics.ts';
import { runner, type Run } from './run.ts';
import type { SqlPool } from './sql-client.ts';
import type { WakeUps } from './wake-ups.ts';

export interface MessageLogSettings {
  readonly partitions: number;
  readonly leaseMs: number;
}

/** A log in PostgreSQL. Each member of a group is alive as long as it renews its lease; one that is not loses its partitions to the others. */
export function createPostgresMessageLog(pool: SqlPool, schema: string, { wakeUps, partitions, leaseMs }: MessageLogSettings & { readonly wakeUps: WakeUps }): MessageLog {
  const run = runner(pool, schema);
  const tables: ConsumerTables = { run, wakeUps, transaction: (work) => pool.transaction((client) => work(runner(client, schema))) };
  const topics = createLogTopics(run, partitions);
  const append = createAppender(run, topics);
  const consumers = new Set<LogConsumer>();
  let isClosed = false;
  const requireOpen = (): void => {
    if (isClosed) throw new UwfError('UWF-5002', undefined, { details: { reason: 'closed' } });
  };
  return {
    append: async ({ topic, records }) => {
      requireOpen();
      if (records.length === 0) return;
      await append(topic, records);
      wakeUps.published(topic);
    },
    subscribe: async ({ topics: names, group, consumer }) => {
      requireOpen();
      const distinct = [...new Set(names)];
      await Promise.all(distinct.map((topic) => topics.partitionsOf(topic)));
      const joined = await createConsumer(tables, { group, consumer, member: randomUUID(), topics: distinct, leaseMs });
      consumers.add(joined);
      return { ...joined, close: () => joined.close().then(() => void consumers.delete(joined)) };
    },
    read: async (request) => {
      requireOpen();
      return read(run, topics, request);
    },
    bounds: async ({ topic }) => {
      requireOpen();
      return [...(await boundsOf(run, await topics.partitionsOf(topic))).values()];
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...consumers].map((consumer) => consumer.close()));
    },
  };
}

async function read(run: Run, topics: LogTopics, { topic, partition, from, max }: Parameters<MessageLog['read']>[0]): Promise<readonly LogRecord[]> {
  const id = (await topics.partitionsOf(topic))[partition];
  if (id === undefined) return [];
  const place = (await placesAt(run, [id], from)).get(id) ?? 0;
  const rows = await run('log-read', READ, [id, place, pageSize(max, 0)]);
  return rows.map((row) => parseRecord(row, { topic, partition }));
}
