import { partitionOf } from '#shared/core/work/log-partition.ts';
import type { LogMessage } from '#shared/ports/message-log.ts';
import { LOG_APPEND_RECORDS_MAX } from './limits.ts';
import { APPEND, CREATE_PARTITIONS, CREATE_TOPIC, PARTITIONS_OF } from './message-log-statements.ts';
import { parseNumber } from './rows.ts';
import type { Run } from './run.ts';
import { toColumn } from './text.ts';

/** The partitions of topics: ids of their rows, by number. */
export interface LogTopics {
  /** Of a topic that does not exist yet, which is made. */
  partitionsOf(topic: string): Promise<readonly number[]>;
}

/** Looks a topic up once: its partitions never change. */
export function createLogTopics(run: Run, partitions: number): LogTopics {
  const known = new Map<string, Promise<readonly number[]>>();
  const find = async (topic: string): Promise<readonly number[]> => {
    const name = toColumn(topic);
    const there = await run('log-partitions-of', PARTITIONS_OF, [name]);
    if (there.length > 0) return there.map((row) => parseNumber(row, 'id'));
    await run('log-create-topic', CREATE_TOPIC, [name, partitions]);
    await run('log-create-partitions', CREATE_PARTITIONS, [name]);
    return (await run('log-partitions-of', PARTITIONS_OF, [name])).map((row) => parseNumber(row, 'id'));
  };
  return {
    partitionsOf: (topic) => {
      const finding = known.get(topic) ?? find(topic);
      known.set(topic, finding);
      finding.catch(() => known.delete(topic));
      return finding;
    },
  };
}

interface Waiting {
  readonly records: readonly LogMessage[];
  readonly appended: () => void;
  readonly refused: (error: unknown) => void;
}

/** Appends to a topic. What is given while a statement is under way goes together in the next one: their commits share a disk write. */
export function createAppender(run: Run, topics: LogTopics): (topic: string, records: readonly LogMessage[]) => Promise<void> {
  const queues = new Map<string, Waiting[]>();
  const work = async (topic: string, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) {
      const batch = takeBatch(queue);
      await write(topic, batch.flatMap(({ records }) => records)).then(
        () => batch.forEach(({ appended }) => appended()),
        (error: unknown) => batch.forEach(({ refused }) => refused(error)),
      );
    }
    queues.delete(topic);
  };
  const write = async (topic: string, records: readonly LogMessage[]): Promise<void> => {
    const partitions = await topics.partitionsOf(topic);
    const ids = records.map(({ key }) => partitions[partitionOf(key, partitions.length)] ?? 0);
    await run('log-append', APPEND, [ids, records.map(({ key }) => toColumn(key)), records.map(({ value }) => toColumn(value))]);
  };
  return (topic, records) =>
    new Promise((appended, refused) => {
      const queue = queues.get(topic) ?? [];
      queue.push({ records, appended, refused });
      if (queues.has(topic)) return;
      queues.set(topic, queue);
      void work(topic, queue);
    });
}

/** Whole calls up to a number of records; one call alone where it is larger. */
function takeBatch(queue: Waiting[]): readonly Waiting[] {
  const [first, ...rest] = queue;
  if (first === undefined) return [];
  let records = first.records.length;
  const end = rest.findIndex((waiting) => (records += waiting.records.length) > LOG_APPEND_RECORDS_MAX);
  return queue.splice(0, end < 0 ? queue.length : end + 1);
}
