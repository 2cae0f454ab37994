import { openKafka } from '#shared/adapters/kafka/index.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import { inBatches } from './batches.ts';
import { RAW_TOPICS } from './parties.ts';

/** The client alone: a record there, and one of the same size back. */
export interface RawLoop {
  step(): Promise<void>;
  stop(): Promise<void>;
}

const WAIT_MS = 250;
const ID_DIGITS = 12;

/** Records of the sizes that the messages of the door have. */
export async function openRawLoop({ broker, bytes }: { readonly broker: string; readonly bytes: number }): Promise<RawLoop> {
  const log = await openKafka({ brokers: [broker], clientId: 'bench-raw' });
  const consumer = await log.subscribe({ topics: [RAW_TOPICS.back], group: RAW_TOPICS.back, consumer: 'raw' });
  const waiting = new Map<string, () => void>();
  let isOver = false;
  const reading = (async () => {
    while (!isOver) {
      const records = await consumer.poll({ max: 100, waitMs: WAIT_MS });
      for (const { key } of records) waiting.get(key)?.();
      if (records.length > 0) await consumer.commit({ records });
    }
  })();
  const filler = 'x'.repeat(bytes);
  const send = inBatches<string>((keys) => log.append({ topic: RAW_TOPICS.there, records: keys.map((key) => ({ key, value: filler })) }).then(() => undefined));
  let steps = 0;
  return {
    step: async () => {
      const key = String((steps += 1)).padStart(ID_DIGITS, '0');
      const back = new Promise<void>((resolve) => void waiting.set(key, resolve));
      send(key);
      await back;
      waiting.delete(key);
    },
    stop: async () => {
      isOver = true;
      await reading;
      await log.close();
    },
  };
}

/** Mean size of the last records of a topic. */
export async function meanBytes(log: MessageLog, topics: readonly string[]): Promise<number> {
  const sizes: number[] = [];
  for (const topic of topics) {
    for (const { partition } of await log.bounds({ topic })) {
      const records = await log.read({ topic, partition, from: 'beginning', max: 100 });
      sizes.push(...records.map(({ value }) => value.length));
    }
  }
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / Math.max(sizes.length, 1));
}
