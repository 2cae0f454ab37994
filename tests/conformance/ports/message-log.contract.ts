import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogConsumer, MessageLog } from '#shared/ports/message-log.ts';
import { LARGE_TEXT } from './opened.ts';
import { byKey, failureOf, messages, numbers, pollNothing, pollUntil, readAll, sorted, valuesOf, type OpenedLog, type OpenLog } from './message-logs.ts';

const GROUP = 'group';

/** What every message log must do for one reader. */
export function messageLogContract(name: string, open: OpenLog): void {
  describe(`MessageLog on ${name}`, () => {
    let opened: OpenedLog;
    let log: MessageLog;
    let topic: string;
    let group: string;
    beforeEach(async () => {
      opened = await open();
      log = opened.port;
      topic = await opened.createTopic();
      group = `${topic}.${GROUP}`;
    });
    afterEach(() => opened.close());

    const subscribe = (consumer = 'c1', topics: readonly string[] = [topic], from: MessageLog = log): Promise<LogConsumer> => from.subscribe({ topics, group, consumer });

    describe('append() and poll()', () => {
      test('give a record as it was appended, with its place and its time', async () => {
        const before = Date.now();
        await log.append({ topic, records: [{ key: 'e1', value: 'v1' }] });
        const consumer = await subscribe();
        const [record] = await pollUntil(consumer, 1);
        expect(record).toEqual({ topic, partition: expect.any(Number), offset: expect.any(Number), key: 'e1', value: 'v1', at: expect.any(Number) });
        expect(Math.abs((record?.at ?? 0) - before)).toBeLessThan(60_000);
      });

      test('keep the order of each key, and give every record once', async () => {
        for (let from = 0; from < 200; from += 40) await log.append({ topic, records: messages(40, undefined, from) });
        const records = await pollUntil(await subscribe(), 200, 7);
        expect(sorted(valuesOf(records))).toEqual(numbers(200));
        for (const values of byKey(records).values()) expect(values).toEqual(sorted(values));
        expect(new Set(records.map(({ key, partition }) => `${key} ${String(partition)}`)).size).toBe(5);
      });

      test('number the records of a partition from one to the next', async () => {
        await log.append({ topic, records: messages(50) });
        const last = new Map<number, { readonly offset: number; readonly at: number }>();
        for (const { partition, offset, at } of await pollUntil(await subscribe(), 50)) {
          expect(offset).toBeGreaterThan(last.get(partition)?.offset ?? -1);
          expect(at).toBeGreaterThanOrEqual(last.get(partition)?.at ?? 0);
          last.set(partition, { offset, at });
        }
      });

      test('give at most as many as are wanted', async () => {
        await log.append({ topic, records: messages(20) });
        const consumer = await subscribe();
        await pollUntil(consumer, 1, 1);
        expect((await consumer.poll({ max: 3, waitMs: 2_000 })).length).toBeLessThanOrEqual(3);
        expect(await consumer.poll({ max: 0, waitMs: 0 })).toEqual([]);
      });

      test('give nothing when there is nothing, and do not wait when they are not told to', async () => {
        const consumer = await subscribe();
        expect(await consumer.poll({ max: 10, waitMs: 0 })).toEqual([]);
        expect(await consumer.poll({ max: 10, waitMs: 30 })).toEqual([]);
        await log.append({ topic, records: [] });
        expect(await consumer.poll({ max: 10, waitMs: 30 })).toEqual([]);
      });

      test('a poll that waits is woken by the first record', async () => {
        const consumer = await subscribe();
        await log.append({ topic, records: messages(1) });
        await pollUntil(consumer, 1);
        const start = Date.now();
        const waiting = consumer.poll({ max: 10, waitMs: 15_000 });
        await log.append({ topic, records: [{ key: 'k', value: 'woken' }] });
        expect(valuesOf(await waiting)).toEqual(['woken']);
        expect(Date.now() - start).toBeLessThan(10_000);
      });

      test('of another process wakes it too', async () => {
        const consumer = await subscribe('c1', [topic], opened.other);
        await log.append({ topic, records: messages(1) });
        await pollUntil(consumer, 1);
        const start = Date.now();
        const waiting = consumer.poll({ max: 10, waitMs: 15_000 });
        await log.append({ topic, records: [{ key: 'k', value: 'woken' }] });
        expect(valuesOf(await waiting)).toEqual(['woken']);
        expect(Date.now() - start).toBeLessThan(10_000);
      });

      test('carry hostile keys and values unharmed', async () => {
        const hostile = ['', ' ', 'żółć 東京 עברית 🏦👩‍💻 é', `"double" 'single' \\back\\ \n\r\t $1 %s {},`, 'before\u0000after', '\\u0000', '\u0001\u007f\u2028\ufeff', 'NULL', LARGE_TEXT];
        await log.append({ topic, records: hostile.map((text, index) => ({ key: index === hostile.length - 1 ? 'large' : text, value: text })) });
        const records = await pollUntil(await subscribe(), hostile.length);
        expect(new Set(valuesOf(records))).toEqual(new Set(hostile));
        for (const { key, value } of records) expect(key).toBe(value === LARGE_TEXT ? 'large' : value);
      });

      test('lose and re-order nothing when many append at once', async () => {
        const produce = async (producer: number): Promise<void> => {
          const from = producer % 2 === 0 ? opened.port : opened.other;
          for (let index = 0; index < 30; index += 3) {
            await from.append({ topic, records: [0, 1, 2].map((step) => ({ key: `k${String((index + step) % 4)}`, value: `${String(producer)}-${String(index + step)}` })) });
          }
        };
        await Promise.all(Array.from({ length: 8 }, (_, producer) => produce(producer)));
        const records = await pollUntil(await subscribe(), 240);
        expect(new Set(valuesOf(records)).size).toBe(240);
        for (const values of byKey(records).values()) {
          for (let producer = 0; producer < 8; producer += 1) {
            const own = values.filter((value) => value.startsWith(`${String(producer)}-`)).map((value) => value.slice(2));
            expect(own).toEqual(sorted(own));
          }
        }
      });
    });

    describe('commit()', () => {
      test('lets the same consumer, started again, go on behind', async () => {
        await log.append({ topic, records: messages(20) });
        const consumer = await subscribe();
        const records = await pollUntil(consumer, 20);
        await consumer.commit({ records });
        await consumer.close();
        await log.append({ topic, records: messages(5, undefined, 20) });
        const again = await subscribe();
        expect(sorted(valuesOf(await pollUntil(again, 5)))).toEqual(['20', '21', '22', '23', '24']);
        expect(await pollNothing(again)).toEqual([]);
      });

      test('is what decides: what was not committed comes again', async () => {
        await log.append({ topic, records: messages(10, () => 'one') });
        const consumer = await subscribe();
        const records = await pollUntil(consumer, 10);
        await consumer.commit({ records: records.slice(0, 4) });
        await consumer.close();
        expect(valuesOf(await pollUntil(await subscribe(), 6))).toEqual(['4', '5', '6', '7', '8', '9']);
      });

      test('never goes back, takes records in any order, and nothing at all', async () => {
        await log.append({ topic, records: messages(10, () => 'one') });
        const consumer = await subscribe();
        const records = await pollUntil(consumer, 10);
        await consumer.commit({ records: records.slice(0, 8).toReversed() });
        await consumer.commit({ records: records.slice(0, 2) });
        await consumer.commit({ records: [] });
        await consumer.rewind({ topics: [topic] });
        expect(valuesOf(await pollUntil(consumer, 2))).toEqual(['8', '9']);
      });

      test('takes no record that this consumer was not given', async () => {
        await log.append({ topic, records: messages(4, () => 'one') });
        const consumer = await subscribe();
        const [first] = await pollUntil(consumer, 1, 1);
        if (first === undefined) throw new Error('a record was expected');
        await consumer.commit({ records: [{ ...first, offset: first.offset + 2 }, { ...first, topic: 'unknown' }, { ...first, partition: 99 }] });
        await consumer.rewind({ topics: [topic] });
        expect(valuesOf(await pollUntil(consumer, 4))).toEqual(['0', '1', '2', '3']);
      });

      test('is of one group: another one starts at the beginning', async () => {
        await log.append({ topic, records: messages(6) });
        const consumer = await subscribe();
        await consumer.commit({ records: await pollUntil(consumer, 6) });
        const other = await log.subscribe({ topics: [topic], group: `${group}.other`, consumer: 'c1' });
        expect(await pollUntil(other, 6)).toHaveLength(6);
      });
    });

    test('rewind() goes back to the last commit of the topics named', async () => {
      const second = await opened.createTopic();
      await log.append({ topic, records: messages(6, () => 'one') });
      await log.append({ topic: second, records: messages(6, () => 'one', 10) });
      const consumer = await subscribe('c1', [topic, second]);
      const records = await pollUntil(consumer, 12);
      await consumer.commit({ records: records.filter((record) => record.topic === topic).slice(0, 2) });
      await consumer.rewind({ topics: [topic] });
      expect(valuesOf(await pollUntil(consumer, 4))).toEqual(['2', '3', '4', '5']);
      expect(await pollNothing(consumer)).toEqual([]);
      await consumer.rewind({ topics: [second] });
      expect(valuesOf(await pollUntil(consumer, 6))).toEqual(['10', '11', '12', '13', '14', '15']);
    });

    test('pause() holds topics back until resume(), and loses nothing', async () => {
      const second = await opened.createTopic();
      const consumer = await subscribe('c1', [topic, second]);
      await log.append({ topic, records: messages(10) });
      await log.append({ topic: second, records: messages(10, undefined, 10) });
      const first = await pollUntil(consumer, 1, 1);
      await consumer.pause({ topics: [topic] });
      const ofSecond = await pollUntil(consumer, 10 - first.filter((record) => record.topic === second).length);
      expect(new Set(ofSecond.map((record) => record.topic))).toEqual(new Set([second]));
      expect(await pollNothing(consumer)).toEqual([]);
      await log.append({ topic, records: messages(2, undefined, 20) });
      expect(await pollNothing(consumer)).toEqual([]);
      await consumer.resume({ topics: [topic] });
      const rest = await pollUntil(consumer, 22 - first.length - ofSecond.length);
      expect(sorted(valuesOf([...first, ...ofSecond, ...rest]))).toEqual(numbers(22));
    });

    test('a topic that is paused can be rewound, and stays paused', async () => {
      await log.append({ topic, records: messages(6, () => 'one') });
      const consumer = await subscribe();
      const records = await pollUntil(consumer, 6);
      await consumer.commit({ records: records.slice(0, 3) });
      await consumer.pause({ topics: [topic] });
      await consumer.rewind({ topics: [topic] });
      expect(await pollNothing(consumer)).toEqual([]);
      await consumer.resume({ topics: [topic] });
      expect(valuesOf(await pollUntil(consumer, 3))).toEqual(['3', '4', '5']);
    });

    describe('seek()', () => {
      test('sets the position of the group to an offset, the beginning or the end', async () => {
        await log.append({ topic, records: messages(5, () => 'one') });
        const consumer = await subscribe();
        const records = await pollUntil(consumer, 5);
        await consumer.seek({ topic, to: { offset: records[3]?.offset ?? 0 } });
        expect(valuesOf(await pollUntil(consumer, 2))).toEqual(['3', '4']);
        await consumer.rewind({ topics: [topic] });
        expect(valuesOf(await pollUntil(consumer, 2))).toEqual(['3', '4']);
        await consumer.seek({ topic, to: 'end' });
        await log.append({ topic, records: messages(1, () => 'one', 5) });
        expect(valuesOf(await pollUntil(consumer, 1))).toEqual(['5']);
        await consumer.seek({ topic, to: 'beginning' });
        await consumer.close();
        expect(valuesOf(await pollUntil(await subscribe(), 6))).toEqual(numbers(6));
      });

      test('goes to the first record at or after a time, and to the end where there is none', async () => {
        await log.append({ topic, records: messages(3, () => 'one') });
        await new Promise((resolve) => setTimeout(resolve, 20));
        await log.append({ topic, records: messages(3, () => 'one', 3) });
        const consumer = await subscribe();
        const records = await pollUntil(consumer, 6);
        await consumer.seek({ topic, to: { at: records[3]?.at ?? 0 } });
        expect(valuesOf(await pollUntil(consumer, 3))).toEqual(['3', '4', '5']);
        await consumer.seek({ topic, to: { at: Date.now() + 3_600_000 } });
        expect(await pollNothing(consumer)).toEqual([]);
        await consumer.seek({ topic, to: { offset: 1_000_000 } });
        await log.append({ topic, records: messages(1, () => 'one', 6) });
        expect(valuesOf(await pollUntil(consumer, 1))).toEqual(['6']);
      });
    });

    test('lag() counts what is behind the last commit', async () => {
      await log.append({ topic, records: messages(9) });
      const consumer = await subscribe();
      const records = await pollUntil(consumer, 9);
      expect(await consumer.lag()).toEqual([{ topic, records: 9 }]);
      await consumer.commit({ records: records.slice(0, 9) });
      await log.append({ topic, records: messages(2) });
      expect(await consumer.lag()).toEqual([{ topic, records: 2 }]);
    });

    describe('read() and bounds()', () => {
      test('tell what a partition holds without any group', async () => {
        const empty = await log.bounds({ topic });
        expect(empty.length).toBeGreaterThanOrEqual(4);
        expect(empty.map(({ partition }) => partition)).toEqual(empty.map((_, index) => index));
        for (const { begin, end } of empty) expect(end).toBe(begin);
        await log.append({ topic, records: messages(30, (index) => `k${String(index)}`) });
        expect((await log.bounds({ topic })).reduce((sum, { begin, end }) => sum + end - begin, 0)).toBe(30);
        expect(sorted(valuesOf(await readAll(opened.other, topic)))).toEqual(numbers(30));
      });

      test('start at an offset, a time, the beginning or the end', async () => {
        await log.append({ topic, records: messages(4, () => 'one') });
        await new Promise((resolve) => setTimeout(resolve, 20));
        await log.append({ topic, records: messages(2, () => 'one', 4) });
        const all = await readAll(log, topic);
        const partition = all[0]?.partition ?? 0;
        const read = async (from: Parameters<MessageLog['read']>[0]['from'], max = 100) => valuesOf(await log.read({ topic, partition, from, max }));
        expect(await read('beginning')).toEqual(numbers(6));
        expect(await read({ offset: all[2]?.offset ?? 0 }, 2)).toEqual(['2', '3']);
        expect(await read({ at: all[4]?.at ?? 0 })).toEqual(['4', '5']);
        expect(await read({ at: Date.now() + 3_600_000 })).toEqual([]);
        expect(await read('end')).toEqual([]);
        expect(await read({ offset: 1_000_000 })).toEqual([]);
        expect(await read('beginning', 0)).toEqual([]);
        expect(await log.read({ topic, partition: 99, from: 'beginning', max: 1 })).toEqual([]);
      });

      test('move no group', async () => {
        await log.append({ topic, records: messages(3) });
        await readAll(log, topic);
        expect(await pollUntil(await subscribe(), 3)).toHaveLength(3);
      });
    });

    test('what is closed says so', async () => {
      const consumer = await subscribe();
      const waiting = consumer.poll({ max: 1, waitMs: 15_000 });
      await consumer.close();
      expect(await waiting).toEqual([]);
      await consumer.close();
      expect(await failureOf(consumer.poll({ max: 1, waitMs: 0 }))).toEqual({ code: 'UWF-5002', reason: 'closed' });
      await log.close();
      expect(await failureOf(log.append({ topic, records: messages(1) }))).toEqual({ code: 'UWF-5002', reason: 'closed' });
      expect(await failureOf(log.bounds({ topic }))).toEqual({ code: 'UWF-5002', reason: 'closed' });
    });
  });
}

/** What a message log that is told to forget must do. */
export function messageLogPruneContract(name: string, open: OpenLog): void {
  test(`records that a MessageLog on ${name} has forgotten are neither read nor polled, and the numbers go on`, async () => {
    const opened = await open();
    const log = opened.port;
    const topic = await opened.createTopic();
    await log.append({ topic, records: messages(3, () => 'one') });
    const before = await readAll(log, topic);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await opened.prune?.({ before: Date.now() });
    await log.append({ topic, records: messages(1, () => 'one', 3) });
    expect(valuesOf(await readAll(log, topic))).toEqual(['3']);
    const partition = before[0]?.partition ?? 0;
    const end = (before[2]?.offset ?? 0) + 2;
    expect((await log.bounds({ topic }))[partition]).toEqual({ partition, begin: end - 1, end });
    const consumer = await log.subscribe({ topics: [topic], group: `${topic}.${GROUP}`, consumer: 'c1' });
    expect(valuesOf(await pollUntil(consumer, 1))).toEqual(['3']);
    expect(await consumer.lag()).toEqual([{ topic, records: 1 }]);
    await opened.close();
  });
}
