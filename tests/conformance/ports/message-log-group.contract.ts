import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { partitionId } from '#shared/core/work/log-group.ts';
import type { LogConsumer, LogRecord, MessageLog } from '#shared/ports/message-log.ts';
import { byKey, failureOf, HAND_OVER_MS, messages, numbers, pollUntil, sorted, valuesOf, type OpenedLog, type OpenLog } from './message-logs.ts';

const TIMEOUT_MS = 60_000;

/** What every message log must do for consumers that share a topic. */
export function messageLogGroupContract(name: string, open: OpenLog): void {
  describe(`Groups of a MessageLog on ${name}`, { timeout: TIMEOUT_MS }, () => {
    let opened: OpenedLog;
    let log: MessageLog;
    let topic: string;
    beforeEach(async () => {
      opened = await open();
      log = opened.port;
      topic = await opened.createTopic();
    });
    afterEach(() => opened.close());

    const spread = (count: number, from = 0) => messages(count, (index) => `k${String(index % 40)}`, from);
    const subscribe = (consumer: string, from: MessageLog = log): Promise<LogConsumer> => from.subscribe({ topics: [topic], group: `${topic}.group`, consumer });
    const placeOf = (record: LogRecord): string => `${String(record.offset)} ${partitionId(record)}`;
    /** Appends and polls with both until each was given something. */
    const share = async (left: LogConsumer, right: LogConsumer, from: number): Promise<{ readonly left: LogRecord[]; readonly right: LogRecord[]; readonly appended: number }> => {
      const given = { left: [] as LogRecord[], right: [] as LogRecord[], appended: 0 };
      const until = Date.now() + HAND_OVER_MS;
      while (Date.now() < until && (given.left.length === 0 || given.right.length === 0)) {
        await log.append({ topic, records: spread(40, from + given.appended) });
        given.appended += 40;
        const [toLeft, toRight] = await Promise.all([left.poll({ max: 100, waitMs: 200 }), right.poll({ max: 100, waitMs: 200 })]);
        await Promise.all([left.commit({ records: toLeft }), right.commit({ records: toRight })]);
        given.left.push(...toLeft);
        given.right.push(...toRight);
      }
      return given;
    };

    test('members share the partitions, and lose nothing between them', async () => {
      const first = await subscribe('c1');
      const second = await subscribe('c2', opened.other);
      const given = await share(first, second, 0);
      expect(given.left.length > 0 && given.right.length > 0).toBe(true);
      const seen = new Set(valuesOf([...given.left, ...given.right]));
      const until = Date.now() + HAND_OVER_MS;
      while (seen.size < given.appended && Date.now() < until) {
        const polled = (await Promise.all([first.poll({ max: 100, waitMs: 100 }), second.poll({ max: 100, waitMs: 100 })])).flat();
        polled.forEach(({ value }) => seen.add(value));
      }
      expect(sorted([...seen])).toEqual(numbers(given.appended));
    });

    test('a member that leaves leaves its partitions to the others, from its last commit', async () => {
      const first = await subscribe('c1');
      const second = await subscribe('c2', opened.other);
      const { appended } = await share(first, second, 0);
      await first.close();
      const seen = new Set<string>();
      await log.append({ topic, records: spread(80, appended) });
      const until = Date.now() + HAND_OVER_MS;
      const wanted = new Set(Array.from({ length: 80 }, (_, index) => String(appended + index)));
      while (Date.now() < until && [...wanted].some((value) => !seen.has(value))) (await second.poll({ max: 100, waitMs: 200 })).forEach(({ value }) => seen.add(value));
      expect([...wanted].filter((value) => !seen.has(value))).toEqual([]);
    });

    test('a commit of what another member has taken over writes nothing', async () => {
      const first = await subscribe('c1');
      await log.append({ topic, records: spread(80) });
      const early = await pollUntil(first, 80);
      const second = await subscribe('c2', opened.other);
      const late: LogRecord[] = [];
      const until = Date.now() + HAND_OVER_MS;
      while (late.length === 0 && Date.now() < until) late.push(...(await Promise.all([second.poll({ max: 100, waitMs: 200 }), first.poll({ max: 100, waitMs: 200 })]))[0]);
      expect(late.length).toBeGreaterThan(0);
      await first.commit({ records: early });
      await second.rewind({ topics: [topic] });
      const missing = new Set(late.map(placeOf));
      while (missing.size > 0 && Date.now() < until) (await second.poll({ max: 100, waitMs: 200 })).forEach((record) => missing.delete(placeOf(record)));
      expect([...missing]).toEqual([]);
    });

    test('a consumer that comes again under its name takes the place of the one before, which can do nothing any more', async () => {
      const old = await subscribe('c1');
      await log.append({ topic, records: messages(10, () => 'one') });
      const early = await pollUntil(old, 10);
      const restarted = await subscribe('c1', opened.other);
      expect(valuesOf(await pollUntil(restarted, 10))).toEqual(numbers(10));
      expect(await failureOf(old.commit({ records: early }).then(() => old.poll({ max: 1, waitMs: 5_000 })))).toMatchObject({ code: 'UWF-5002' });
      await restarted.rewind({ topics: [topic] });
      expect(valuesOf(await pollUntil(restarted, 10))).toEqual(numbers(10));
      await old.close();
      await restarted.commit({ records: [] });
    });

    test('members come and go under load: nothing is lost, and apart from what comes twice the order of each key holds', async () => {
      const TOTAL = 1_200;
      const seen: LogRecord[] = [];
      const distinct = new Set<string>();
      const until = Date.now() + 2 * HAND_OVER_MS;
      const work = async (consumer: LogConsumer, isOver: () => boolean): Promise<void> => {
        while (!isOver() && Date.now() < until) {
          const records = await consumer.poll({ max: 20, waitMs: 50 });
          seen.push(...records);
          records.forEach(({ value }) => distinct.add(value));
          await consumer.commit({ records });
        }
      };
      const isDone = (): boolean => distinct.size >= TOTAL;
      const produce = async (): Promise<void> => {
        for (let from = 0; from < TOTAL; from += 20) {
          await log.append({ topic, records: spread(20, from) });
          await new Promise((resolve) => setTimeout(resolve, 30));
        }
      };
      const passing = async (): Promise<void> => {
        const consumer = await subscribe('c2', opened.other);
        const from = Date.now();
        await work(consumer, () => isDone() || Date.now() - from > 2_500);
        await consumer.close();
      };
      const staying = await subscribe('c1');
      await Promise.all([produce(), work(staying, isDone), passing()]);
      expect(sorted([...distinct])).toEqual(numbers(TOTAL));
      const first = seen.filter(({ value }, index) => seen.findIndex((record) => record.value === value) === index);
      for (const values of byKey(first).values()) expect(values).toEqual(sorted(values));
    });
  });
}
