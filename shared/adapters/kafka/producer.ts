import { setTimeout as sleep } from 'node:timers/promises';
import type { Producer } from 'node-rdkafka';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { LogMessage } from '#shared/ports/message-log.ts';
import { connectClient, disconnectClient } from './client.ts';
import { clientConfig, type KafkaOptions } from './config.ts';
import { loadDriver } from './driver.ts';
import { closed, codeOf, fromKafkaError, KAFKA_ERRORS } from './errors.ts';
import { DELIVERY_MS_MAX, RECORD_BYTES_MAX, REPORT_LOOK_MS } from './limits.ts';

/** Appends records and waits until the cluster has them. */
export interface RecordProducer {
  append(topic: string, records: readonly LogMessage[]): Promise<void>;
  close(): Promise<void>;
}

/** What a delivery report is handed back to. */
interface Pending {
  left: number;
  failure: unknown;
  readonly end: () => void;
}

interface Running {
  readonly producer: Producer;
  /** Calls that wait for reports. */
  readonly waiting: Set<Pending>;
  isLooking: boolean;
  /** It cannot go on after such an error: another one is made for what comes next. */
  hasFailed: boolean;
}

/**
 * A producer of its own instance, connected when it is first needed. Idempotent, acknowledged by all replicas in sync: the cluster keeps
 * a record once and in order, also when a request has to be sent again.
 */
export function createProducer(options: KafkaOptions): RecordProducer {
  let starting: Promise<Running> | undefined;
  let isClosed = false;
  const running = async (): Promise<Running> => {
    const current = await (starting ??= start(options).catch((error: unknown) => {
      starting = undefined;
      throw error;
    }));
    if (!current.hasFailed) return current;
    starting = undefined;
    void stop(current);
    return running();
  };
  return {
    append: async (topic, records) => {
      if (isClosed) throw closed();
      if (records.length > 0) await send(await running(), topic, records);
    },
    close: async () => {
      isClosed = true;
      const current = await starting?.catch(() => undefined);
      if (current !== undefined) await stop(current);
    },
  };
}

async function start(options: KafkaOptions): Promise<Running> {
  const { Producer: create } = await loadDriver();
  const producer = new create(
    {
      ...clientConfig(options),
      'enable.idempotence': true,
      'max.in.flight.requests.per.connection': 5,
      'message.max.bytes': RECORD_BYTES_MAX,
      'linger.ms': 0,
      dr_cb: true,
    },
    { 'request.required.acks': -1, 'message.timeout.ms': DELIVERY_MS_MAX, partitioner: 'murmur2_random' },
  );
  const state: Running = { producer, waiting: new Set(), isLooking: false, hasFailed: false };
  producer.on('delivery-report', (error, { opaque }) => report(state, parsePending(opaque), error));
  producer.on('event.error', ({ code }) => (state.hasFailed ||= code === KAFKA_ERRORS.fatal));
  await connectClient(producer);
  return state;
}

/** The driver hands back the very object that it was given. */
function parsePending(opaque: unknown): Pending {
  return opaque as Pending;
}

function report(state: Running, pending: Pending, error: unknown): void {
  pending.left -= 1;
  pending.failure ??= error ?? undefined;
  if (codeOf(error) === KAFKA_ERRORS.fatal) state.hasFailed = true;
  if (pending.left === 0) pending.end();
}

async function send(state: Running, topic: string, records: readonly LogMessage[]): Promise<void> {
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const pending: Pending = { left: records.length, failure: undefined, end };
  state.waiting.add(pending);
  try {
    for (const { key, value } of records) await produce(state, { topic, key: Buffer.from(key), value: Buffer.from(value), pending });
    look(state);
    await ended;
  } finally {
    state.waiting.delete(pending);
  }
  if (pending.failure !== undefined) throw fromKafkaError(pending.failure, [topic]);
}

interface Produced {
  readonly topic: string;
  readonly key: Buffer;
  readonly value: Buffer;
  readonly pending: Pending;
}

/** Into the queue of the driver; when that is full, waits for room. What cannot be queued counts as delivered in failure. */
async function produce(state: Running, { topic, key, value, pending }: Produced): Promise<void> {
  const until = performance.now() + DELIVERY_MS_MAX;
  for (;;) {
    try {
      state.producer.produce(topic, null, value, key, Date.now(), pending);
      return;
    } catch (error) {
      if (codeOf(error) !== KAFKA_ERRORS.queueFull || performance.now() > until) {
        report(state, pending, codeOf(error) === undefined ? new UwfError('UWF-5002') : error);
        return;
      }
      look(state);
      await sleep(REPORT_LOOK_MS);
    }
  }
}

/** Reports come only to those who look. Nobody looks while none is expected, so that an idle process rests. */
function look(state: Running): void {
  if (state.isLooking) return;
  state.isLooking = true;
  const next = (): void => {
    pollReports(state.producer);
    if (state.waiting.size > 0) setTimeout(next, REPORT_LOOK_MS);
    else state.isLooking = false;
  };
  next();
}

function pollReports(producer: Producer): void {
  try {
    if (producer.isConnected()) producer.poll();
  } catch {
    // It is being closed, and looks by itself until it has sent what it could.
  }
}

/** Sends what is queued. Who still waits after that is told that nothing is known of the rest. */
async function stop({ producer, waiting }: Running): Promise<void> {
  await disconnectClient(producer);
  for (const pending of waiting) {
    pending.failure ??= closed();
    pending.end();
  }
}
