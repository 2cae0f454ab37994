import type { KafkaConsumer, Message } from 'node-rdkafka';
import type { LogBounds, LogRecord, MessageLog } from '#shared/ports/message-log.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { callOf, connectClient, disconnectClient } from './client.ts';
import { clientConfig, type KafkaOptions } from './config.ts';
import { loadDriver } from './driver.ts';
import { closed, codeOf, fromKafkaError, KAFKA_ERRORS } from './errors.ts';
import { FETCH_WAIT_MS_MAX, pageSize, RECORD_BYTES_MAX, REQUEST_MS_MAX } from './limits.ts';
import { boundsOf, partitionsOf, targetsOf } from './offsets.ts';
import { toRecord } from './record.ts';

/** Reads without a group. */
export interface LogReader {
  read(request: Parameters<MessageLog['read']>[0]): Promise<readonly LogRecord[]>;
  bounds(topic: string): Promise<readonly LogBounds[]>;
  close(): Promise<void>;
}

/** A consumer of no group, connected when it is first needed; one read at a time. It commits nothing. */
export function createReader(options: KafkaOptions): LogReader {
  let starting: Promise<KafkaConsumer> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  const client = (): Promise<KafkaConsumer> => {
    if (isClosed) return Promise.reject(closed());
    return (starting ??= start(options).catch((error: unknown) => {
      starting = undefined;
      throw error;
    }));
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  return {
    read: (request) => inTurn(async () => read(await client(), request)),
    bounds: async (topic) => {
      const connected = await client();
      return boundsOf(connected, topic, await partitionsOf(connected, topic));
    },
    close: async () => {
      isClosed = true;
      await last;
      const connected = await starting?.catch(() => undefined);
      if (connected !== undefined) await disconnectClient(connected);
    },
  };
}

async function start(options: KafkaOptions): Promise<KafkaConsumer> {
  const { KafkaConsumer: create } = await loadDriver();
  // The driver wants the name of a group; without a subscription nobody joins it.
  const consumer = new create(
    { ...clientConfig(options), 'group.id': `${options.clientId}.reader`, 'enable.auto.commit': false, 'allow.auto.create.topics': false, 'fetch.wait.max.ms': FETCH_WAIT_MS_MAX, 'fetch.message.max.bytes': RECORD_BYTES_MAX },
    { 'auto.offset.reset': 'earliest' },
  );
  await connectClient(consumer);
  return consumer;
}

async function read(client: KafkaConsumer, { topic, partition, from, max }: Parameters<MessageLog['read']>[0]): Promise<readonly LogRecord[]> {
  const wanted = pageSize(max);
  if (wanted === 0 || !(await partitionsOf(client, topic)).includes(partition)) return [];
  const [target] = await targetsOf(client, { topic, partitions: [partition], to: from });
  const [bounds] = await boundsOf(client, topic, [partition]);
  if (target === undefined || bounds === undefined || target.offset >= bounds.end) return [];
  client.assign([target]);
  try {
    return await readFrom(client, { topic, wanted, start: target.offset, end: bounds.end });
  } finally {
    client.unassign();
  }
}

/** Until there are enough, or what was the end is reached: the driver waits for the rest of what it is asked for, so that is never more. */
async function readFrom(client: KafkaConsumer, { topic, wanted, start, end }: { readonly topic: string; readonly wanted: number; readonly start: number; readonly end: number }): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  const until = performance.now() + REQUEST_MS_MAX;
  client.setDefaultConsumeTimeout(FETCH_WAIT_MS_MAX);
  for (let next = start; records.length < wanted && next < end; next = (records.at(-1)?.offset ?? start - 1) + 1) {
    if (performance.now() > until) throw new UwfError('UWF-5002', undefined, { details: { reason: 'timeout' } });
    const count = Math.min(wanted - records.length, end - next);
    const messages = await callOf<readonly Message[]>((done) => client.consume(count, done)).catch((error: unknown) => {
      // The driver asks for its group all the same; who may not have one can read without.
      if (codeOf(error) === KAFKA_ERRORS.groupDenied) return [];
      throw fromKafkaError(error, [topic]);
    });
    records.push(...messages.map(toRecord));
  }
  return records;
}
